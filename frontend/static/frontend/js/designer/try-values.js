/** The values of a document that was tried: what was read, what a person put right. */

import { cellOf, rowsOf, standing, typeOf } from "./correcting.js";
import { el, icon, iconButton } from "./dom.js";
import { toneOf } from "./shapes.js";
import { shownValue } from "./value-card.js";

const MARKS = ["checkbox", "signature"];

/** parts: { correcting, state: [tone, word], makeGolden(one) } */
export function valuesOf(one, { correcting, state: [tone, word], makeGolden }) {
  const { record } = one.result;
  const corrected = correcting.corrected(one) !== null;
  return [
    el(
      "div",
      { class: "try-sum" },
      el("span", { class: `state state-${tone}`, text: word }),
      record.template ? el("span", { class: "muted small", text: interpolate(gettext("marks in place: %s"), [`${Math.round(100 * record.template.score)}%`]) }) : null,
    ),
    record.reason ? el("p", { class: "notice notice-doubt small", text: record.reason }) : null,
    el("ul", {}, Object.entries(record.fields).map(([name, entry]) => fieldRow(one, name, entry, correcting))),
    ...Object.keys(record.tables).map((name) => tableRows(one, name, correcting)),
    ...record.rules
      .filter(({ passed }) => passed === false)
      .map(({ name, detail }) => el("p", { class: "small bad-text", text: `${name}: ${detail ?? ""}` })),
    ...(record.template ? golden(one, corrected, correcting, makeGolden) : []),
  ];
}

function golden(one, corrected, correcting, makeGolden) {
  const word = one.golden
    ? gettext("Golden document")
    : corrected
      ? gettext("Right as corrected: make it golden")
      : gettext("All right: make it golden");
  return [
    el("button", { type: "button", class: "button button-primary try-golden", disabled: one.golden, data: { golden: "", name: "golden" }, onclick: () => makeGolden(one) }, icon("star"), word),
    corrected
      ? el("button", { type: "button", class: "button button-small", data: { name: "forget" }, onclick: () => correcting.forget(one) }, icon("undo"), gettext("Drop the corrections"))
      : null,
    el("p", { class: "hint", text: gettext("Its values are then expected of every version. Click one that is wrong or missing to correct it first.") }),
  ];
}

function fieldRow(one, name, entry, correcting) {
  const { value, corrected } = standing(one, name);
  const open = correcting.picked === name;
  return el(
    "li",
    { class: open ? "try-value try-value-open" : "try-value", data: { tryValue: name } },
    el(
      "button",
      { type: "button", class: "try-value-button", "aria-expanded": String(open), data: { name: `pick-${name}` }, onclick: () => correcting.pick(open ? null : name) },
      el("span", { class: `design-dot design-dot-${corrected ? "person" : toneOf(entry)}`, "aria-hidden": "true" }),
      el(
        "span",
        { class: "try-value-said" },
        el("span", { class: "mono muted small", text: name }),
        el("span", { class: "try-value-text", text: corrected ? shown(value) : shownValue(entry) }),
        entry.accepted || corrected ? null : el("span", { class: "small doubt-text", text: entry.reason ?? "" }),
        corrected ? el("span", { class: "small muted", text: interpolate(gettext("read as %s"), [shown(entry.value)]) }) : null,
      ),
      corrected
        ? el("span", { class: "tag" }, icon("person"), gettext("corrected"))
        : el("span", { class: "muted small number", text: entry.value === null ? "" : `${(100 * entry.confidence).toFixed(0)}%` }),
    ),
    open ? editor(one, name, correcting) : null,
  );
}

function shown(value) {
  return shownValue({ value, text: "" });
}

function editor(one, key, correcting) {
  const { value } = standing(one, key);
  const mark = MARKS.includes(typeOf(one.content, key));
  const nothing = el("button", { type: "button", class: "button button-small", data: { name: "nothing" }, onclick: () => correcting.set(one, key, null) }, gettext("Nothing there"));
  const form = el("form", { class: "try-edit", data: { tryEdit: key } });
  const problem = correcting.problem ? el("p", { class: "small bad-text", role: "alert", text: correcting.problem }) : null;
  if (mark) {
    const choose = (said, text) => el("button", { type: "button", class: "button button-small", "aria-pressed": String(value === said), data: { name: `mark-${said}` }, onclick: () => correcting.set(one, key, said) }, text);
    form.append(choose(true, gettext("Marked")), choose(false, gettext("Not marked")), nothing);
    return form;
  }
  const input = el("textarea", { class: "textarea", rows: Math.min(4, 1 + String(value ?? "").split("\n").length - 1) || 1, "aria-label": gettext("The right value"), spellcheck: "false", data: { name: "right-value" } });
  input.value = value ?? "";
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      form.requestSubmit();
    }
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      correcting.pick(null);
    }
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (input.value.trim()) correcting.say(one, key, input.value);
    else correcting.set(one, key, null);
  });
  form.append(
    input,
    el("div", { class: "try-edit-foot" }, el("button", { class: "button button-small button-primary", data: { name: "save-value" } }, gettext("Save")), nothing),
    el("p", { class: "hint", text: gettext("Type it, or drag a box around it on the page.") }),
  );
  if (problem) form.insertBefore(problem, form.children[1]);
  return form;
}

function tableRows(one, name, correcting) {
  const rows = rowsOf(one, name);
  const columns = one.content.tables.find((table) => table.name === name)?.columns ?? [];
  const cell = cellOf(correcting.picked);
  return el(
    "section",
    { class: "try-table", data: { tryTable: name } },
    el("p", { class: "small" }, el("b", { text: name }), ` ${interpolate(ngettext("%s row", "%s rows", rows.length), [rows.length])}`),
    el(
      "div",
      { class: "try-cells", tabindex: "0", role: "group", "aria-label": name },
      el(
        "table",
        {},
        el("thead", {}, el("tr", {}, columns.map((column) => el("th", { scope: "col", text: column.header || column.name })), el("td"))),
        el("tbody", {}, rows.map((row, index) => tableRow(one, name, columns, index, correcting))),
      ),
    ),
    cell?.table === name ? editor(one, correcting.picked, correcting) : null,
    el("button", { type: "button", class: "button button-small", data: { name: `add-row-${name}` }, onclick: () => correcting.addRow(one, name) }, icon("plus"), gettext("A row is missing")),
  );
}

function tableRow(one, name, columns, index, correcting) {
  const read = one.result.record.tables[name]?.[index];
  return el(
    "tr",
    {},
    columns.map((column) => {
      const key = `${name}[${index}].${column.name}`;
      const { value, corrected } = standing(one, key);
      const tone = corrected ? "person" : toneOf(read?.[column.name]);
      return el(
        "td",
        {},
        el("button", { type: "button", class: `try-cell try-cell-${tone}`, "aria-pressed": String(correcting.picked === key), title: String(value ?? ""), "aria-label": `${column.header || column.name} ${index + 1}: ${shown(value)}`, data: { name: `pick-${key}`, tryValue: key }, onclick: () => correcting.pick(correcting.picked === key ? null : key) }, shown(value)),
      );
    }),
    el("td", {}, iconButton("close", interpolate(gettext("Row %s is none"), [index + 1]), () => correcting.removeRow(one, name, index))),
  );
}
