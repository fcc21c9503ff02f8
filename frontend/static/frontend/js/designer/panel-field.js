/** The panel of one field: what it is called, what it is, which label it follows. */

import { CHARSETS, CHECKSUMS, MARKS, WITH_LOCALE, locales, sides, types } from "./choices.js";
import { checkRow, linesRow, more, numberRow, selectRow, textRow } from "./controls.js";
import { el, iconButton } from "./dom.js";
import { boxOf, itemOf, parsed, withBox } from "./items.js";
import { copyToRow } from "./panel-many.js";
import { NAME, renamed } from "./naming.js";
import { valueCard } from "./value-card.js";

/** parts: { store, actions, found, labelBox, library, commit, propose } */
export function fieldPanel(key, parts) {
  const { store, actions, found, commit } = parts;
  const field = itemOf(store.content, key);
  const set = (changes, redraws = false) => commit(key, changes, redraws);
  const kind = field.type ?? "text";
  const isMark = MARKS.includes(kind);
  return [
    el(
      "div",
      { class: "design-head" },
      iconButton("left", gettext("Back to the list"), () => actions.selectNone()),
      el("h2", { class: "truncate", text: field.label || field.name }),
      iconButton("again", gettext("Propose name and type again"), () => parts.propose.field(key)),
      iconButton("copy", gettext("Duplicate"), () => actions.duplicate()),
      iconButton("delete", gettext("Delete"), () => actions.remove()),
    ),
    valueCard(found.field(field.name), store.dragging ? found.printed(boxOf(store.content, key)) : null),
    el(
      "div",
      { class: "design-grid" },
      textRow("name", gettext("Name"), field.name, (name) => parts.own(() => {
        store.commit(renamed(store.committed, key, name ?? ""), { merge: `name ${key}` });
      }), { mono: true, invalid: !NAME.test(field.name), hint: NAME.test(field.name) ? null : gettext("Small letters, digits and _, beginning with a letter.") }),
      textRow("label", gettext("Title"), field.label, (label) => set({ label }), { wide: false }),
      selectRow("type", gettext("Type"), kind, types(), (type) => set(typeChanges(field, type), true), { wide: false }),
    ),
    checkRow("required", gettext("Required"), field.required !== false, (on) => set({ required: on ? undefined : false }), gettext("without it a person is asked")),
    labelRows(key, field, parts, set),
    isMark ? null : patternRows(field, parts, set),
    WITH_LOCALE.includes(kind)
      ? selectRow("locale", gettext("Written as in"), field.locale, locales(), (locale) => set({ locale }, true))
      : null,
    more(
      "more",
      gettext("More"),
      numberRow("accept_at", gettext("Accept from confidence"), field.accept_at, (accept_at) => set({ accept_at }), {
        min: 0, max: 1, step: 0.01, placeholder: gettext("the installation's"), hint: gettext("Between 0 and 1; below it a person is asked."),
      }),
      isMark ? null : linesRow("choices", gettext("Choices"), field.choices, (choices) => set({ choices }), { hint: gettext("One per line; nothing else is taken.") }),
      isMark ? null : textRow("charset", gettext("Only these characters"), field.charset, (charset) => set({ charset }), { mono: true, list: "design-charsets" }),
      textRow("checksum", gettext("Check digits"), field.checksum, (checksum) => set({ checksum }), { mono: true, list: "design-checksums" }),
      textRow("find", gettext("Find within the text"), field.find, (find) => set({ find }), { mono: true, placeholder: "Nr\\. (\\d+)" }),
      textRow("unit", gettext("Printed unit"), field.unit, (unit) => set({ unit }), { placeholder: "kg" }),
      kind === "date" || kind === "datetime" || kind === "time"
        ? textRow("date_format", gettext("Order of the date"), field.date_format, (date_format) => set({ date_format }), { mono: true, placeholder: "%d.%m.%Y" })
        : null,
      numberRow("cells", gettext("Comb of single cells"), field.cells, (cells) => set({ cells: cells >= 2 ? Math.round(cells) : undefined }), { min: 2, step: 1 }),
      checkRow("multiline", gettext("Several lines"), field.multiline === true, (on) => set({ multiline: on ? true : undefined })),
      placeRows(key, parts),
    ),
    copyToRow(parts),
    el("datalist", { id: "design-charsets" }, CHARSETS.map((value) => el("option", { value }))),
    el("datalist", { id: "design-checksums" }, CHECKSUMS.map((value) => el("option", { value }))),
  ];
}

/** Keys that have no meaning for the new type go. */
function typeChanges(field, type) {
  const changes = { type };
  if (MARKS.includes(type)) Object.assign(changes, { pattern: undefined, charset: undefined, choices: undefined });
  if (!WITH_LOCALE.includes(type) && field.locale) changes.locale = undefined;
  return changes;
}

function labelRows(key, field, { labelBox }, set) {
  const texts = [field.key?.text ?? []].flat();
  const say = (lines) => {
    if (!lines) return set({ key: undefined });
    const box = labelBox(lines[0], field.box);
    const next = { ...field.key, text: lines.length === 1 ? lines[0] : lines };
    delete next.box;
    if (box) next.box = box;
    return set({ key: next });
  };
  return el(
    "div",
    { class: "design-grid" },
    linesRow("key", gettext("Follows the printed label"), texts, say, {
      rows: Math.max(1, texts.length), hint: texts.length ? null : gettext("With a label the value is found even where the layout drifts."),
    }),
    texts.length
      ? selectRow("side", gettext("Where the value stands"), field.key.side ?? "right", sides(), (side) => set({ key: { ...field.key, side } }))
      : null,
  );
}

function patternRows(field, { library }, set) {
  const ready = [["", gettext("Ready patterns …")], ...library.map(({ title, example }, i) => [String(i), `${title} · ${example}`])];
  return el(
    "div",
    { class: "design-grid" },
    textRow("pattern", gettext("Pattern"), field.pattern, (pattern) => set({ pattern }), { mono: true, placeholder: "\\d{8}" }),
    selectRow("library", gettext("Library"), "", ready, (index) => {
      if (index === undefined) return;
      const cleared = { pattern: undefined, charset: undefined, checksum: undefined, choices: undefined };
      set({ ...cleared, ...library[Number(index)].keys }, true);
    }),
  );
}

function placeRows(key, { store, own }) {
  const box = boxOf(store.content, key);
  const names = [gettext("Left"), gettext("Top"), gettext("Right"), gettext("Bottom")];
  return el(
    "fieldset",
    { class: "design-place" },
    el("legend", { class: "label", text: gettext("Place, in pixels of the sample") }),
    names.map((name, side) => numberRow(`place-${side}`, name, box[side], (value) => {
      if (value === undefined) return;
      const next = boxOf(store.committed, key).map((edge, i) => (i === side ? value : edge));
      if (next[0] < next[2] && next[1] < next[3]) {
        own(() => store.commit(withBox(store.committed, key, next), { merge: `place ${key}` }));
      }
    }, { wide: false })),
  );
}

export function isField(key) {
  return parsed(key).kind === "field";
}
