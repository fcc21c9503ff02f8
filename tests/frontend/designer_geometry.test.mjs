import assert from "node:assert/strict";
import { test } from "node:test";

import * as g from "../../frontend/static/frontend/js/designer/geometry.js";

const page = { width: 1000, height: 800 };

/** Seeded numbers, so that a failure can be repeated. */
let state = 11;
function between(low, high) {
  state = (1103515245 * state + 12345) % 2147483648;
  return low + ((high - low) * state) / 2147483648;
}
const someBox = () => {
  const [x0, y0] = [between(0, 900), between(0, 700)];
  return [x0, y0, x0 + between(10, 1000 - x0), y0 + between(10, 800 - y0)];
};
const inside = ([x0, y0, x1, y1]) => x0 >= 0 && y0 >= 0 && x1 <= 1000 && y1 <= 800 && x0 < x1 && y0 < y1;

test("a box is the same whichever way it is drawn, and never leaves the page", () => {
  const a = { x: 300, y: 500 };
  const b = { x: -20, y: 40 };
  assert.deepEqual(g.spanned(a, b, page), [0, 40, 300, 500]);
  assert.deepEqual(g.spanned(b, a, page), g.spanned(a, b, page));
});

test("moving keeps the size and stays on the page", () => {
  for (let n = 0; n < 300; n += 1) {
    const box = someBox();
    const to = g.moved(box, between(-2000, 2000), between(-2000, 2000), page);
    assert.ok(Math.abs(to[2] - to[0] - (box[2] - box[0])) < 1e-9);
    assert.ok(to[0] >= -1e-9 && to[2] <= 1000 + 1e-9 && to[1] >= -1e-9 && to[3] <= 800 + 1e-9);
  }
});

test("resizing by any handle never turns the box over", () => {
  for (let n = 0; n < 400; n += 1) {
    const box = someBox();
    const handle = ["nw", "n", "ne", "e", "se", "s", "sw", "w"][n % 8];
    const to = g.resized(box, handle, between(-1500, 1500), between(-1500, 1500), page);
    assert.ok(inside(to), `${handle} of ${box} gave ${to}`);
    if (!handle.includes("w")) assert.equal(to[0], box[0]);
    if (!handle.includes("s")) assert.equal(to[3], box[3]);
  }
});

test("every handle is found at its place, and the middle of a small box is none", () => {
  const box = [100, 100, 300, 200];
  for (const [name, point] of Object.entries(g.handlesOf(box))) {
    assert.equal(g.handleAt(box, point, 7), name);
  }
  assert.equal(g.handleAt(box, { x: 200, y: 150 }, 7), null);
  assert.equal(g.handleAt([100, 100, 112, 112], { x: 106, y: 106 }, 7), null);
  assert.equal(g.handleAt(box, { x: 320, y: 150 }, 7), null);
});

test("aligned boxes share the outermost side and keep their sizes", () => {
  const boxes = [[10, 10, 50, 30], [30, 60, 90, 90]];
  assert.deepEqual(g.aligned(boxes, "left"), [[10, 10, 50, 30], [10, 60, 70, 90]]);
  assert.deepEqual(g.aligned(boxes, "right"), [[50, 10, 90, 30], [30, 60, 90, 90]]);
  assert.deepEqual(g.aligned(boxes, "bottom")[0], [10, 70, 50, 90]);
  assert.deepEqual(g.aligned(boxes, "top")[1], [30, 10, 90, 40]);
});

test("the nearest edge is found within reach only", () => {
  const edges = Float64Array.from([10, 20, 40]);
  assert.equal(g.nearest(edges, 21.5, 3), 20);
  assert.equal(g.nearest(edges, 36, 5), 40);
  assert.equal(g.nearest(edges, 30, 5), null);
  assert.equal(g.nearest([], 30, 5), null);
});

test("snapping moves only the sides that are free", () => {
  const edges = { x: [100, 200], y: [50] };
  const { box, guides } = g.snapped([97, 52, 203, 90], edges, "w", 5);
  assert.deepEqual(box, [100, 52, 203, 90]);
  assert.deepEqual(guides, [{ axis: "x", at: 100 }]);
});

test("a moved box snaps by the nearer side and keeps its size", () => {
  const { box } = g.snapped([97, 52, 198, 90], { x: [100, 200], y: [] }, "move", 5);
  assert.deepEqual(box, [99, 52, 200, 90]);
});

test("snapping never makes a box vanish", () => {
  const { box } = g.snapped([98, 50, 103, 90], { x: [100], y: [] }, "nesw", 5);
  assert.deepEqual(box, [98, 50, 103, 90]);
});
