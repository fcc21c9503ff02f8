/** The sample's words: found by place through a grid, and as edges that boxes snap to. */

import { centreOf, contains, overlaps, union } from "./geometry.js";

const CELL = 64;
const AIR = 3;
const ONE_PHRASE = 0.8;
const HAN = /[\u3000-\u9fff\uf900-\ufaff\uff00-\uff60]/;

/** words: [{ text, box, line }]; vertical, horizontal: rulings as thin boxes. */
export function wordIndex(words, vertical = [], horizontal = []) {
  const cells = new Map();
  const each = (box, visit) => {
    for (let row = Math.floor(box[1] / CELL); row <= Math.floor(box[3] / CELL); row += 1) {
      for (let column = Math.floor(box[0] / CELL); column <= Math.floor(box[2] / CELL); column += 1) {
        visit(row * 4096 + column);
      }
    }
  };
  words.forEach((word, index) =>
    each(word.box, (cell) => {
      if (!cells.has(cell)) cells.set(cell, []);
      cells.get(cell).push(index);
    }),
  );
  const sorted = (numbers) => Float64Array.from(new Set(numbers)).sort();
  const edges = {
    x: sorted([...words.flatMap(({ box }) => [box[0] - AIR, box[2] + AIR]), ...vertical.map(([x]) => x)]),
    y: sorted([...words.flatMap(({ box }) => [box[1] - AIR, box[3] + AIR]), ...horizontal.map(([, y]) => y)]),
  };

  return {
    words,
    edges,
    at(point) {
      const cell = Math.floor(point.y / CELL) * 4096 + Math.floor(point.x / CELL);
      const index = (cells.get(cell) ?? []).find((one) => contains(words[one].box, point));
      return index ?? null;
    },
    /** The box of a word with those that belong to it: on its line, close by, no label between. */
    phrase(index) {
      const { line, box } = words[index];
      const height = box[3] - box[1];
      let [first, last] = [index, index];
      const joins = (left, right) =>
        left?.line === line &&
        right?.line === line &&
        !/[:：]$/.test(left.text) &&
        right.box[0] - left.box[2] <= ONE_PHRASE * height;
      while (joins(words[first - 1], words[first])) first -= 1;
      while (joins(words[last], words[last + 1])) last += 1;
      return union(words.slice(first, last + 1).map((word) => word.box));
    },
    /** The words whose middle lies in a box. */
    inside(box) {
      const found = new Set();
      each(box, (cell) => {
        for (const index of cells.get(cell) ?? []) {
          if (contains(box, centreOf(words[index].box))) found.add(index);
        }
      });
      return [...found].sort((a, b) => a - b).map((index) => words[index]);
    },
    /** Whether any print reaches into a box. */
    touches(box) {
      let found = false;
      each(box, (cell) => {
        found ||= (cells.get(cell) ?? []).some((index) => overlaps(words[index].box, box));
      });
      return found;
    },
    /** What is printed in a box, row by row. */
    textIn(box) {
      let text = "";
      let before = null;
      for (const word of this.inside(box)) {
        if (before) text += between(before, word);
        text += word.text;
        before = word;
      }
      return text;
    },
    /** The next word from a place: dx, dy say where to; null where there is none. */
    towards(from, dx, dy) {
      let best = null;
      words.forEach(({ box }, index) => {
        const { x, y } = centreOf(box);
        const along = (x - from.x) * dx + (y - from.y) * dy;
        const across = Math.abs((x - from.x) * dy) + Math.abs((y - from.y) * dx);
        if (along <= 2) return;
        const cost = along + 3 * across;
        if (!best || cost < best.cost) best = { index, cost };
      });
      return best?.index ?? null;
    },
  };
}

function between(before, word) {
  const [, top, , bottom] = before.box;
  const middle = (word.box[1] + word.box[3]) / 2;
  if (before.line !== word.line && (middle < top || middle > bottom)) return "\n";
  return HAN.test(before.text.at(-1)) && HAN.test(word.text[0]) ? "" : " ";
}
