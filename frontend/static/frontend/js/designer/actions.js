/** What a person can do to the drawing; pointer and keyboard both call these. */

import { aligned, centreOf, grownBy, isDrawn, resized, rounded, union } from "./geometry.js";
import {
  added,
  addedField,
  boxOf,
  copied,
  freeName,
  itemOf,
  itemsOn,
  keysOn,
  movedItems,
  pageOf,
  parsed,
  pasted,
  patched,
  withBox,
  without,
} from "./items.js";

const MARGIN = 4;
const COPY_SHIFT = 14;

/** parts: { store, canvas, words(), propose, say } */
export function createActions({ store, canvas, words, propose, say }) {
  let clip = [];
  let cursor = null;

  const content = () => store.committed;
  const only = () => (store.selection.length === 1 ? store.selection[0] : null);

  function chose(key) {
    const box = boxOf(content(), key);
    if (box) canvas.reveal(box);
  }

  function showWord(index) {
    cursor = index;
    const word = index === null ? null : words().words[index];
    canvas.set({ word: word?.box ?? null });
    if (word) {
      canvas.reveal(word.box);
      say(word.text);
    }
  }

  const actions = {
    drawField(box) {
      if (!isDrawn(box)) return null;
      const { content: next, key } = addedField(content(), box, store.page);
      store.commit(next, { selection: [key] });
      propose.field(key);
      return key;
    },

    drawTable(box, orientation = "horizontal") {
      if (!isDrawn(box)) return null;
      const column = { name: "column_1", range: [rounded(box)[0], rounded(box)[2]] };
      const item = {
        name: freeName(content(), "items"),
        box: rounded(box),
        orientation,
        columns: [column],
      };
      if (store.page !== 1) item.page = store.page;
      const { content: next, key } = added(content(), "t", item);
      store.commit(next, { selection: [key] });
      propose.table(key);
      return key;
    },

    /** A field around a word and its phrase; with `grow` the selected field takes it in. */
    takeWord(index, { grow = false, alone = false } = {}) {
      const key = only();
      const around = alone ? words().words[index].box : words().phrase(index);
      const box = grownBy(around, MARGIN, canvas.size);
      if (grow && key && parsed(key).kind === "field") {
        const wider = union([boxOf(content(), key), box]);
        store.commit(withBox(content(), key, wider), { selection: [key] });
        return;
      }
      actions.drawField(box);
    },

    pin(anchor) {
      const item = { text: anchor.text, box: rounded(anchor.box) };
      if (anchor.page !== 1) item.page = anchor.page;
      store.commit(added(content(), "a", item).content);
    },

    remove() {
      if (!store.selection.length) return;
      const count = store.selection.length;
      store.commit(without(content(), store.selection), { selection: [] });
      say(interpolate(ngettext("%s item deleted", "%s items deleted", count), [count]));
    },

    duplicate() {
      const to = pasted(content(), copied(content(), store.selection), store.page, COPY_SHIFT);
      if (to.keys.length) store.commit(to.content, { selection: to.keys });
    },

    copy() {
      clip = copied(content(), store.selection);
      if (clip.length) say(interpolate(ngettext("%s item copied", "%s items copied", clip.length), [clip.length]));
    },

    cut() {
      actions.copy();
      actions.remove();
    },

    paste() {
      const here = clip.some(({ item }) => (item.page ?? 1) === store.page);
      const to = pasted(content(), clip, store.page, here ? COPY_SHIFT : 0);
      if (to.keys.length) store.commit(to.content, { selection: to.keys });
    },

    /** Copy what is selected to another page, and turn to it. */
    copyTo(page) {
      const to = pasted(content(), copied(content(), store.selection), page);
      store.commit(to.content);
      store.turn(page);
      store.select(to.keys);
    },

    nudge(dx, dy) {
      const next = movedItems(content(), store.selection, dx, dy);
      store.commit(next, { merge: `nudge ${store.selection}` });
    },

    grow(dx, dy) {
      const key = only();
      if (!key) return;
      const box = resized(boxOf(content(), key), "se", dx, dy, canvas.size);
      store.commit(withBox(content(), key, box), { merge: `grow ${key}` });
    },

    align(side) {
      const keys = store.selection;
      if (keys.length < 2) return;
      const boxes = aligned(keys.map((key) => boxOf(content(), key)), side);
      const next = keys.reduce((whole, key, i) => {
        const box = boxOf(whole, key);
        return movedItems(whole, [key], boxes[i][0] - box[0], boxes[i][1] - box[1]);
      }, content());
      store.commit(next);
    },

    selectAll() {
      store.select(keysOn(content(), store.page));
    },

    selectNone() {
      showWord(null);
      store.select([]);
    },

    /** The next item in reading order, or the one before. */
    step(by) {
      const keys = itemsOn(content(), store.page)
        .filter(({ kind }) => kind !== "anchor")
        .sort((a, b) => a.box[1] - b.box[1] || a.box[0] - b.box[0])
        .map(({ key }) => key);
      if (!keys.length) return;
      const at = keys.indexOf(store.selection[0]);
      const key = keys[(at < 0 ? (by > 0 ? 0 : keys.length - 1) : at + by + keys.length) % keys.length];
      showWord(null);
      store.select([key]);
      chose(key);
    },

    /** Without a selection the arrow keys walk over the words. */
    arrow(dx, dy, far) {
      if (store.selection.length) return actions.nudge(dx * (far ? 10 : 1), dy * (far ? 10 : 1));
      if (!words()?.words.length) return undefined;
      const here = cursor === null ? { x: 0, y: 0 } : centreOf(words().words[cursor].box);
      const next = cursor === null ? words().towards(here, 0.3, 1) : words().towards(here, dx, dy);
      if (next !== null) showWord(next);
      return undefined;
    },

    /** Enter: a field around the word that the arrow keys have reached. */
    takeCursor() {
      if (cursor === null) return false;
      const index = cursor;
      showWord(null);
      actions.takeWord(index);
      return true;
    },

    /** Draw by keys alone: a field or table in the middle of what is in sight. */
    place(kind) {
      const { width, height } = canvas.size;
      const at = canvas.centre();
      const [w, h] = kind === "table" ? [width / 2, height / 5] : [width / 6, height / 40];
      const x = Math.min(Math.max(at.x - w / 2, 0), width - w);
      const y = Math.min(Math.max(at.y - h / 2, 0), height - h);
      const box = [x, y, x + w, y + h];
      return kind === "table" ? actions.drawTable(box) : actions.drawField(box);
    },

    set(key, changes, merge = null) {
      store.commit(patched(content(), key, changes), { merge });
    },

    select(keys) {
      showWord(null);
      store.select(keys);
    },

    /** Select an item that may stand on another page, and bring it into sight. */
    goTo(key) {
      const page = pageOf(content(), key);
      if (page !== store.page) store.turn(page);
      actions.select([key]);
      chose(key);
    },

    nameOf(key) {
      const item = itemOf(content(), key);
      return item?.name ?? item?.text ?? "";
    },

    undo() {
      say(store.undo() ? gettext("Undone") : gettext("There is nothing to undo"));
    },

    redo() {
      say(store.redo() ? gettext("Done again") : gettext("There is nothing to do again"));
    },
  };
  return actions;
}
