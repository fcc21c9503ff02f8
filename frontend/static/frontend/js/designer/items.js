/**
 * What is drawn on the sample, as items with a key: "f3" a field, "f3.1" its second box, "t0" a
 * table, "a2" an anchor. Every function takes a content and gives another; nothing is changed.
 */

import { moved, overlaps, resized, rounded } from "./geometry.js";
import { movedTable, resizedTable } from "./columns.js";

export const LISTS = { f: "fields", t: "tables", a: "anchors" };
const KINDS = { f: "field", t: "table", a: "anchor" };

export function parsed(key) {
  const [head, part] = key.split(".");
  return { kind: KINDS[head[0]], list: LISTS[head[0]], index: Number(head.slice(1)), part: Number(part ?? 0) };
}

export function itemOf(content, key) {
  const { list, index } = parsed(key);
  return content[list]?.[index];
}

export function pageOf(content, key) {
  return itemOf(content, key)?.page ?? 1;
}

export function pageSize(content, number) {
  return content.pages.find((page) => page.number === number) ?? content.pages[0];
}

export function boxOf(content, key) {
  const item = itemOf(content, key);
  const { part } = parsed(key);
  return part ? item?.more_boxes?.[part - 1] : item?.box;
}

/** Every item of a page: [{ key, kind, box, item }], tables first, so that fields lie on them. */
export function itemsOn(content, page) {
  const found = [];
  for (const letter of ["a", "t", "f"]) {
    (content[LISTS[letter]] ?? []).forEach((item, index) => {
      if ((item.page ?? 1) !== page) return;
      found.push({ key: `${letter}${index}`, kind: KINDS[letter], box: item.box, item });
      (item.more_boxes ?? []).forEach((box, part) => {
        found.push({ key: `${letter}${index}.${part + 1}`, kind: KINDS[letter], box, item });
      });
    });
  }
  return found;
}

export function keysOn(content, page) {
  return itemsOn(content, page).filter(({ kind }) => kind !== "anchor").map(({ key }) => key);
}

/** The keys of what a frame drawn on a page touches. */
export function keysIn(content, page, frame) {
  return itemsOn(content, page)
    .filter(({ kind, box }) => kind !== "anchor" && overlaps(box, frame))
    .map(({ key }) => key);
}

/** A selection with a key more, or without it where it was there. */
export function toggled(selection, key) {
  return selection.includes(key) ? selection.filter((one) => one !== key) : [...selection, key];
}

/** The content with some keys of an item set; undefined takes a key away. */
export function patched(content, key, changes) {
  const { list, index } = parsed(key);
  const item = { ...content[list][index] };
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) delete item[name];
    else item[name] = value;
  }
  return replaced(content, list, index, item);
}

function replaced(content, list, index, item) {
  return { ...content, [list]: content[list].map((one, i) => (i === index ? item : one)) };
}

export function withBox(content, key, box) {
  const { kind, list, index, part } = parsed(key);
  const item = content[list][index];
  const exact = rounded(box);
  if (kind === "table") return replaced(content, list, index, resizedTable(item, exact));
  if (!part) return replaced(content, list, index, { ...item, box: exact });
  const more = item.more_boxes.map((one, i) => (i === part - 1 ? exact : one));
  return replaced(content, list, index, { ...item, more_boxes: more });
}

export function movedItems(content, keys, dx, dy) {
  return keys.reduce((next, key) => {
    const page = pageSize(next, pageOf(next, key));
    const box = boxOf(next, key);
    const to = moved(box, dx, dy, page);
    const { kind, list, index } = parsed(key);
    if (kind !== "table") return withBox(next, key, to);
    const by = { x: to[0] - box[0], y: to[1] - box[1] };
    return replaced(next, list, index, movedTable(next[list][index], by.x, by.y));
  }, content);
}

export function resizedItem(content, key, handle, dx, dy) {
  const page = pageSize(content, pageOf(content, key));
  return withBox(content, key, resized(boxOf(content, key), handle, dx, dy, page));
}

export function freeName(content, wanted) {
  const taken = new Set(
    [...(content.fields ?? []), ...(content.tables ?? [])].map(({ name }) => name),
  );
  if (!taken.has(wanted)) return wanted;
  const stem = wanted.replace(/_\d+$/, "");
  let number = 2;
  while (taken.has(`${stem}_${number}`)) number += 1;
  return `${stem}_${number}`;
}

/** The content with an item at the end of its list, and the item's key. */
export function added(content, letter, item) {
  const list = content[LISTS[letter]] ?? [];
  const next = { ...content, [LISTS[letter]]: [...list, item] };
  return { content: next, key: `${letter}${list.length}` };
}

export function addedField(content, box, page, changes = {}) {
  const item = { name: freeName(content, "field"), box: rounded(box) };
  if (page !== 1) item.page = page;
  return added(content, "f", { ...item, ...changes });
}

/** Without the items; a list that was never there doesn't come into being. */
export function without(content, keys) {
  const next = { ...content };
  const parts = keys.map(parsed);
  for (const list of new Set(parts.map((one) => one.list))) {
    const here = parts.filter((one) => one.list === list);
    const whole = new Set(here.filter(({ part }) => !part).map(({ index }) => index));
    next[list] = next[list]
      .map((item, index) => {
        const gone = here.filter((one) => one.index === index && one.part).map(({ part }) => part);
        if (!gone.length || whole.has(index)) return item;
        const more = item.more_boxes.filter((_, i) => !gone.includes(i + 1));
        const { more_boxes: _gone, ...rest } = item;
        return more.length ? { ...rest, more_boxes: more } : rest;
      })
      .filter((_, index) => !whole.has(index));
    if (!next[list].length && list !== "fields") delete next[list];
  }
  return next;
}

/** Items as they can be pasted, on this page or another. */
export function copied(content, keys) {
  const whole = [...new Set(keys.map((key) => key.split(".")[0]))];
  return whole.map((key) => ({ letter: key[0], item: itemOf(content, key) }));
}

/** Copies on a page, each under a free name and shifted; returns content and the new keys. */
export function pasted(content, clip, page, shift = 0) {
  const keys = [];
  const size = pageSize(content, page);
  const next = clip.reduce((whole, { letter, item }) => {
    const copy = letter === "t" ? movedTable(item, 0, 0) : { ...item };
    if (copy.name) copy.name = freeName(whole, copy.name);
    if (page === 1) delete copy.page;
    else copy.page = page;
    const to = added(whole, letter, copy);
    keys.push(to.key);
    const [x0, y0, x1, y1] = copy.box;
    if (x1 > size.width || y1 > size.height) {
      const width = Math.min(x1 - x0, size.width);
      const height = Math.min(y1 - y0, size.height);
      return withBox(to.content, to.key, [0, 0, width, height]);
    }
    return shift ? movedItems(to.content, [to.key], shift, shift) : to.content;
  }, content);
  return { content: next, keys };
}
