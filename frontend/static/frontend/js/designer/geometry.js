/**
 * Boxes [x0, y0, x1, y1] in pixels of the sample page: pure functions over plain numbers.
 *
 * Handles are named by the compass: nw n ne e se s sw w. Pages are { width, height }.
 */

import { clamp } from "../geometry.js";

export const SMALLEST = 4;

export function rounded(box) {
  return box.map((edge) => Math.round(edge * 10) / 10);
}

/** The box between two points, inside the page, whichever way it was drawn. */
export function spanned(from, to, page) {
  const x = [from.x, to.x].map((value) => clamp(value, 0, page.width)).sort((a, b) => a - b);
  const y = [from.y, to.y].map((value) => clamp(value, 0, page.height)).sort((a, b) => a - b);
  return [x[0], y[0], x[1], y[1]];
}

export function isDrawn(box) {
  return box[2] - box[0] >= SMALLEST && box[3] - box[1] >= SMALLEST;
}

/** Moved as far as the page allows; the size stays. */
export function moved(box, dx, dy, page) {
  const x = clamp(dx, -box[0], page.width - box[2]);
  const y = clamp(dy, -box[1], page.height - box[3]);
  return [box[0] + x, box[1] + y, box[2] + x, box[3] + y];
}

/** One handle moved; the box never turns over and never leaves the page. */
export function resized(box, handle, dx, dy, page) {
  let [x0, y0, x1, y1] = box;
  if (handle.includes("w")) x0 = clamp(x0 + dx, 0, x1 - SMALLEST);
  if (handle.includes("e")) x1 = clamp(x1 + dx, x0 + SMALLEST, page.width);
  if (handle.includes("n")) y0 = clamp(y0 + dy, 0, y1 - SMALLEST);
  if (handle.includes("s")) y1 = clamp(y1 + dy, y0 + SMALLEST, page.height);
  return [x0, y0, x1, y1];
}

export function union(boxes) {
  return boxes.reduce((one, two) => [
    Math.min(one[0], two[0]),
    Math.min(one[1], two[1]),
    Math.max(one[2], two[2]),
    Math.max(one[3], two[3]),
  ]);
}

export function grownBy(box, by, page) {
  return [
    Math.max(0, box[0] - by),
    Math.max(0, box[1] - by),
    Math.min(page.width, box[2] + by),
    Math.min(page.height, box[3] + by),
  ];
}

export function contains(box, { x, y }, reach = 0) {
  return (
    x >= box[0] - reach && x <= box[2] + reach && y >= box[1] - reach && y <= box[3] + reach
  );
}

export function centreOf(box) {
  return { x: (box[0] + box[2]) / 2, y: (box[1] + box[3]) / 2 };
}

export function overlaps(one, two) {
  return one[0] < two[2] && two[0] < one[2] && one[1] < two[3] && two[1] < one[3];
}

export function area(box) {
  return (box[2] - box[0]) * (box[3] - box[1]);
}

export function boundsOfBox([x0, y0, x1, y1]) {
  return { x0, y0, x1, y1 };
}

export function handlesOf([x0, y0, x1, y1]) {
  const x = (x0 + x1) / 2;
  const y = (y0 + y1) / 2;
  return {
    nw: { x: x0, y: y0 },
    n: { x, y: y0 },
    ne: { x: x1, y: y0 },
    e: { x: x1, y },
    se: { x: x1, y: y1 },
    s: { x, y: y1 },
    sw: { x: x0, y: y1 },
    w: { x: x0, y },
  };
}

/** The handle under a point, corners before sides; a side is its whole length. */
export function handleAt(box, point, reach) {
  if (!contains(box, point, reach)) return null;
  const [x0, y0, x1, y1] = box;
  // a small box keeps room in its middle to be taken and moved by
  const across = Math.min(reach, (x1 - x0) / 4);
  const down = Math.min(reach, (y1 - y0) / 4);
  const vertical = point.y - y0 <= down ? "n" : y1 - point.y <= down ? "s" : "";
  const horizontal = point.x - x0 <= across ? "w" : x1 - point.x <= across ? "e" : "";
  return vertical + horizontal || null;
}

const SIDES = {
  left: (boxes, to) => boxes.map((b) => [to[0], b[1], to[0] + b[2] - b[0], b[3]]),
  right: (boxes, to) => boxes.map((b) => [to[2] - b[2] + b[0], b[1], to[2], b[3]]),
  top: (boxes, to) => boxes.map((b) => [b[0], to[1], b[2], to[1] + b[3] - b[1]]),
  bottom: (boxes, to) => boxes.map((b) => [b[0], to[3] - b[3] + b[1], b[2], to[3]]),
};

/** Boxes with one of their sides in line: left, right, top or bottom. */
export function aligned(boxes, side) {
  return SIDES[side](boxes, union(boxes));
}

/** The number of a sorted list that is nearest, if it lies within reach. */
export function nearest(sorted, value, reach) {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  const around = [sorted[low - 1], sorted[low]].filter(
    (one) => one !== undefined && Math.abs(one - value) <= reach,
  );
  return around.sort((a, b) => Math.abs(a - value) - Math.abs(b - value))[0] ?? null;
}

/**
 * A box whose free sides lie on edges nearby: { box, guides: [{ axis, at }] }.
 *
 * edges: { x, y } sorted numbers. sides: which may move, of "nesw"; "move" keeps the size.
 */
export function snapped(box, edges, sides, reach) {
  const guides = [];
  const result = [...box];
  for (const [axis, low, high, names] of [
    ["x", 0, 2, "we"],
    ["y", 1, 3, "ns"],
  ]) {
    const found = [low, high].map((side) => nearest(edges[axis], box[side], reach));
    if (sides === "move") {
      const shifts = [low, high]
        .map((side, i) => (found[i] === null ? null : { by: found[i] - box[side], at: found[i] }))
        .filter(Boolean)
        .sort((a, b) => Math.abs(a.by) - Math.abs(b.by));
      if (!shifts.length) continue;
      result[low] += shifts[0].by;
      result[high] += shifts[0].by;
      guides.push({ axis, at: shifts[0].at });
      continue;
    }
    [low, high].forEach((side, i) => {
      if (!sides.includes(names[i]) || found[i] === null) return;
      result[side] = found[i];
      guides.push({ axis, at: found[i] });
    });
  }
  return result[2] - result[0] < SMALLEST || result[3] - result[1] < SMALLEST
    ? { box, guides: [] }
    : { box: result, guides };
}
