/** The panel of several items: what can be done with all of them, and which they are. */

import { selectRow } from "./controls.js";
import { el, icon } from "./dom.js";
import { itemsOn, toggled } from "./items.js";

/** parts: { store, actions } */
export function manyPanel({ store, actions }) {
  const { length } = store.selection;
  const align = (side, name, text) =>
    el("button", { type: "button", class: "button button-small", data: { name: `align-${side}` }, disabled: length < 2, onclick: () => actions.align(side) }, icon(name), text);
  return [
    el("div", { class: "design-section" }, el("h2", { text: interpolate(ngettext("%s item selected", "%s items selected", length), [length]) })),
    el(
      "div",
      { class: "design-buttons" },
      align("left", "align-left", gettext("Align left")),
      align("right", "align-right", gettext("Align right")),
      align("top", "align-top", gettext("Align top")),
      align("bottom", "align-bottom", gettext("Align bottom")),
    ),
    el(
      "div",
      { class: "design-buttons" },
      el("button", { type: "button", class: "button button-small", data: { name: "duplicate" }, disabled: !length, onclick: () => actions.duplicate() }, icon("copy"), gettext("Duplicate")),
      el("button", { type: "button", class: "button button-small button-danger", data: { name: "delete" }, disabled: !length, onclick: () => actions.remove() }, icon("delete"), gettext("Delete")),
    ),
    length ? copyToRow({ store, actions }) : null,
  ];
}

/** While several are being selected: the same, and every item of the page to pick from. */
export function selectingPanel({ store, actions }) {
  const items = itemsOn(store.content, store.page).filter(({ kind, key }) => kind !== "anchor" && !key.includes("."));
  return [
    ...manyPanel({ store, actions }),
    el("p", { class: "small muted", text: gettext("Tap or click one after the other, here or on the page, or drag a frame around them. What is selected moves together.") }),
    el(
      "div",
      {},
      items.map(({ key, kind, item }) =>
        el(
          "button",
          { type: "button", class: "design-item design-pick", "aria-pressed": String(store.selection.includes(key)), data: { name: `pick-${key}` }, onclick: () => actions.select(toggled(store.selection, key)) },
          icon(kind),
          el("span", { class: "design-item-name truncate", text: item.label || item.name }),
        ),
      ),
    ),
  ];
}

/** To take what is selected to another page; nothing where there is only one. */
export function copyToRow({ store, actions }) {
  const others = store.content.pages.map(({ number }) => number).filter((number) => number !== store.page);
  if (!others.length) return null;
  const choices = [["", gettext("choose …")], ...others.map((number) => [String(number), interpolate(gettext("page %s"), [number])])];
  return selectRow("copy-to", gettext("Copy to another page"), "", choices, (page) => page && actions.copyTo(Number(page)));
}
