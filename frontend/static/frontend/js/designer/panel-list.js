/** The panel while nothing is selected: every field and table with what is read there. */

import { el, icon } from "./dom.js";
import { pageOf } from "./items.js";
import { toneOf } from "./shapes.js";
import { shownValue } from "./value-card.js";

export function listPanel({ store, actions, found }) {
  const { fields = [], tables = [], pages } = store.content;
  if (!fields.length && !tables.length) return [welcome()];
  const row = (key, item, value, tone) =>
    el(
      "button",
      { type: "button", class: "design-item", data: { item: key, name: `item-${key}` }, onclick: () => actions.goTo(key) },
      el("span", { class: `design-dot design-dot-${tone ?? "none"}`, "aria-hidden": "true" }),
      el("span", { class: "design-item-name truncate" }, el("b", { text: item.label || item.name }), item.label ? el("span", { class: "mono muted small", text: ` ${item.name}` }) : null),
      pages.length > 1 ? el("span", { class: "tag", text: interpolate(gettext("page %s"), [pageOf(store.content, key)]) }) : null,
      el("span", { class: "design-item-value truncate", text: value }),
    );
  return [
    el("div", { class: "design-section" }, el("h2", { text: gettext("Fields") }), el("span", { class: "count", text: fields.length })),
    fields.map((field, index) => {
      const entry = found.field(field.name);
      return row(`f${index}`, field, shownValue(entry), toneOf(entry));
    }),
    tables.length ? el("div", { class: "design-section" }, el("h2", { text: gettext("Tables") }), el("span", { class: "count", text: tables.length })) : null,
    tables.map((table, index) => {
      const rows = found.rows(table.name);
      const value = rows ? interpolate(ngettext("%s row", "%s rows", rows.length), [rows.length]) : "…";
      return row(`t${index}`, table, value, rows ? (rows.length ? "good" : "bad") : null);
    }),
  ];
}

function welcome() {
  const step = (name, title, text) =>
    el("li", {}, icon(name), el("div", {}, el("b", { text: title }), el("p", { class: "muted small", text })));
  return el(
    "div",
    { class: "design-welcome" },
    el("h2", { text: gettext("Draw what you want to know") }),
    el(
      "ol",
      {},
      step("templates", gettext("Drag a box around a value"), gettext("or click its words. Name and type are proposed; what is read there appears at once.")),
      step("table", gettext("Choose Table and drag around the rows"), gettext("header included. Columns are proposed; drag the lines between them.")),
      step("check", gettext("Try it on other documents"), gettext("then publish. Every step is saved and can be undone.")),
    ),
  );
}
