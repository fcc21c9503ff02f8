/** The panel of one table: its columns, how it begins and ends, and the rows that were found. */

import { splitColumn, withoutColumn } from "./columns.js";
import { WITH_LOCALE, locales, types } from "./choices.js";
import { checkRow, linesRow, more, numberRow, selectRow, textRow } from "./controls.js";
import { el, icon, iconButton } from "./dom.js";
import { itemOf } from "./items.js";
import { copyToRow } from "./panel-many.js";
import { NAME, renamed, renamedColumn } from "./naming.js";
import { toneOf } from "./shapes.js";
import { shownValue } from "./value-card.js";

/** parts: as the field's panel takes them */
export function tablePanel(key, parts) {
  const { store, actions, found, commit, own, propose } = parts;
  const table = itemOf(store.content, key);
  const set = (changes, redraws = false) => commit(key, changes, redraws);
  const horizontal = table.orientation === "horizontal";
  const turn = (orientation) => {
    if (orientation !== table.orientation) propose.table(key, orientation);
  };
  return [
    el(
      "div",
      { class: "design-head" },
      iconButton("left", gettext("Back to the list"), () => actions.selectNone()),
      el("h2", { class: "truncate", text: table.name }),
      iconButton("again", gettext("Propose the columns again"), () => propose.table(key, table.orientation)),
      iconButton("copy", gettext("Duplicate"), () => actions.duplicate()),
      iconButton("delete", gettext("Delete"), () => actions.remove()),
    ),
    rowsFound(table, found.rows(table.name)),
    textRow("name", gettext("Name"), table.name, (name) => own(() => {
      store.commit(renamed(store.committed, key, name ?? ""), { merge: `name ${key}` });
    }), { mono: true, invalid: !NAME.test(table.name) }),
    el(
      "div",
      { class: "design-switch", role: "group", "aria-label": gettext("Orientation") },
      [["horizontal", gettext("Header on top")], ["vertical", gettext("Keys at the side")]].map(([value, text]) =>
        el("button", { type: "button", class: "button button-small", "aria-pressed": String(value === table.orientation), text, data: { name: value }, onclick: () => turn(value) }),
      ),
    ),
    columnRows(key, table, parts),
    horizontal
      ? selectRow("row_key", gettext("Begins a row"), table.row_key, [["", gettext("rulings and gaps decide")], ...table.columns.map(({ name }) => [name, name])], (row_key) => set({ row_key }), { hint: gettext("The column that every row fills.") })
      : selectRow("records", gettext("Records go on"), table.records ?? "down", [["down", gettext("downwards, the keys repeat")], ["right", gettext("to the right, one per column")]], (records) => set({ records })),
    linesRow("ends_at", gettext("Ends at the text"), table.ends_at, (ends_at) => set({ ends_at }), { mono: true, rows: 1, hint: gettext("One regular expression per line, such as Total.") }),
    checkRow("continues", gettext("Continues on the next page"), table.continues === true, (on) => set({ continues: on ? true : undefined })),
    more(
      "table-more",
      gettext("More"),
      horizontal ? numberRow("header_height", gettext("Height of the header, pixels"), table.header_height, (header_height) => set({ header_height }), { min: 0 }) : numberRow("divider", gettext("Where keys end, pixels"), table.divider, (divider) => set({ divider })),
      numberRow("min_rows", gettext("Least rows"), table.min_rows, (min_rows) => set({ min_rows }), { min: 0, step: 1, placeholder: "1" }),
      numberRow("max_row_height", gettext("Tallest row, pixels"), table.max_row_height, (value) => set({ max_row_height: value > 0 ? value : undefined }), { min: 1 }),
    ),
    copyToRow(parts),
  ];
}

/** Where a column begins and ends, for those who don't drag. */
function rangeRows(column, index, horizontal, change) {
  const names = horizontal ? [gettext("Left"), gettext("Right")] : [gettext("Top"), gettext("Bottom")];
  return el(
    "div",
    { class: "design-grid" },
    names.map((name, end) => numberRow(`column-${index}-range-${end}`, name, column.range[end], (value) => {
      const range = column.range.map((one, i) => (i === end ? value : one));
      if (value !== undefined && range[0] < range[1]) change(range);
    }, { wide: false })),
  );
}

function columnRows(key, table, parts) {
  const horizontal = table.orientation === "horizontal";
  const { store, own, commit } = parts;
  const change = (index, changes, redraws = false) => {
    const columns = itemOf(store.committed, key).columns.map((column, i) => {
      if (i !== index) return column;
      const next = { ...column };
      for (const [name, value] of Object.entries(changes)) {
        if (value === undefined) delete next[name];
        else next[name] = value;
      }
      return next;
    });
    commit(key, { columns }, redraws);
  };
  const whole = (next) => {
    const { name: _name, ...rest } = next;
    const gone = Object.fromEntries(Object.keys(table).filter((one) => !(one in next)).map((one) => [one, undefined]));
    commit(key, { ...gone, ...rest }, true);
  };
  return el(
    "fieldset",
    { class: "design-columns" },
    el("legend", { class: "label", text: gettext("Columns") }),
    table.columns.map((column, index) =>
      el(
        "details",
        { class: "design-column", data: { name: `column-${index}` } },
        el(
          "summary",
          {},
          el("span", { class: "mono truncate", text: column.name }),
          el("span", { class: "muted small truncate", text: column.header ?? "" }),
          el("span", { class: "tag", text: column.type ?? "text" }),
        ),
        textRow(`column-${index}-name`, gettext("Name"), column.name, (name) => own(() => {
          store.commit(renamedColumn(store.committed, key, index, name ?? ""), { merge: `column ${key} ${index}` });
        }), { mono: true, wide: false, invalid: !NAME.test(column.name) }),
        textRow(`column-${index}-header`, gettext("Printed header"), column.header, (header) => change(index, { header }), { wide: false }),
        selectRow(`column-${index}-type`, gettext("Type"), column.type ?? "text", types(), (type) => change(index, { type, locale: WITH_LOCALE.includes(type) ? column.locale ?? parts.locale : undefined }, true), { wide: false }),
        WITH_LOCALE.includes(column.type) ? selectRow(`column-${index}-locale`, gettext("Written as in"), column.locale, locales(), (locale) => change(index, { locale }), { wide: false }) : null,
        textRow(`column-${index}-pattern`, gettext("Pattern"), column.pattern, (pattern) => change(index, { pattern }), { mono: true, wide: false }),
        textRow(`column-${index}-unit`, gettext("Printed unit"), column.unit, (unit) => change(index, { unit }), { wide: false }),
        column.range ? rangeRows(column, index, horizontal, (range) => change(index, { range })) : null,
        checkRow(`column-${index}-required`, gettext("Required"), column.required !== false, (on) => change(index, { required: on ? undefined : false })),
        table.columns.length > 1
          ? el("button", { type: "button", class: "button button-small button-danger", onclick: () => whole(withoutColumn(table, index)) }, icon("delete"), gettext("Remove the column"))
          : null,
      ),
    ),
    el("button", { type: "button", class: "button button-small", data: { name: "add-column" }, onclick: () => whole(splitColumn(table, NaN)) }, icon("plus"), gettext("Add a column")),
  );
}

/** The rows as read from the sample. */
function rowsFound(table, rows) {
  if (!rows) return el("div", { class: "design-value" }, el("span", { class: "muted small", text: gettext("Reading the rows …") }));
  const title = interpolate(ngettext("%s row found", "%s rows found", rows.length), [rows.length]);
  return el(
    "div",
    { class: "design-value", data: { rows: rows.length } },
    el("div", { class: "design-value-head" }, el("span", { class: "small", text: title })),
    rows.length
      ? el(
          "div",
          { class: "design-rows-scroll", tabindex: "0", role: "region", "aria-label": title },
          el(
            "table",
            { class: "design-rows" },
            el("thead", {}, el("tr", {}, table.columns.map(({ name }) => el("th", { scope: "col", text: name })))),
            el(
              "tbody",
              {},
              rows.map((row) =>
                el("tr", {}, table.columns.map(({ name }) => {
                  const cell = row[name];
                  return el("td", { class: cell ? `cell-${toneOf(cell)}` : "", text: cell ? shownValue(cell) : "", title: cell?.reason || undefined });
                })),
              ),
            ),
          ),
        )
      : el("p", { class: "small muted", text: gettext("Draw the box around the header and all rows.") }),
  );
}
