import assert from "node:assert/strict";
import { test } from "node:test";

import * as g from "../../frontend/static/frontend/js/geometry.js";

const page = { width: 1654, height: 2339 };
const frame = { width: 900, height: 700 };
const near = (a, b, by = 1e-9) => assert.ok(Math.abs(a - b) <= by, `${a} is not ${b}`);

/** Seeded numbers, so that a failure can be repeated. */
function* numbers(seed) {
  let state = seed;
  for (;;) {
    state = (1103515245 * state + 12345) % 2147483648;
    yield state / 2147483648;
  }
}
const random = numbers(7);
const between = (low, high) => low + (high - low) * random.next().value;
const someView = () => ({ scale: between(0.1, 4), x: between(-900, 900), y: between(-900, 900) });
const somePoint = () => ({ x: between(0, 900), y: between(0, 700) });

test("the whole page is fitted into the middle of the frame", () => {
  const view = g.fit(page, frame);
  const from = g.toFrame(view, { x: 0, y: 0 });
  const to = g.toFrame(view, { x: page.width, y: page.height });
  assert.ok(from.x >= 24 && from.y >= 24 - 1e-9);
  near(from.x + to.x, frame.width);
  near(from.y + to.y, frame.height);
});

test("the page's width is fitted from its top", () => {
  const view = g.fitWidth(page, frame);
  near(page.width * view.scale, frame.width - 48);
  near(view.y, 24);
});

test("frame and page points are each other's inverse", () => {
  for (let i = 0; i < 200; i += 1) {
    const [view, point] = [someView(), somePoint()];
    const back = g.toFrame(view, g.toPage(view, point));
    near(back.x, point.x, 1e-6);
    near(back.y, point.y, 1e-6);
  }
});

test("zooming keeps the page point under the pointer", () => {
  for (let i = 0; i < 200; i += 1) {
    const [view, point] = [someView(), somePoint()];
    const before = g.toPage(view, point);
    const after = g.toPage(g.zoomAt(view, point, between(0.5, 2)), point);
    near(before.x, after.x, 1e-6);
    near(before.y, after.y, 1e-6);
  }
});

test("zooming stops at the smallest and the largest scale", () => {
  assert.equal(g.zoomAt({ scale: 1, x: 0, y: 0 }, { x: 0, y: 0 }, 1e6).scale, g.LARGEST);
  assert.equal(g.zoomAt({ scale: 1, x: 0, y: 0 }, { x: 0, y: 0 }, 1e-6).scale, g.SMALLEST);
});

test("zooming in and out again changes nothing", () => {
  const view = { scale: 0.4, x: 12, y: -30 };
  const back = g.zoomAt(g.zoomAt(view, { x: 50, y: 60 }, 1.25), { x: 50, y: 60 }, 1 / 1.25);
  near(back.scale, view.scale);
  near(back.x, view.x);
  near(back.y, view.y);
});

test("a page can't be lost by panning", () => {
  const view = g.pan(g.fit(page, frame), 1e6, -1e6, page, frame);
  assert.ok(view.x <= frame.width - 80);
  assert.ok(view.y + page.height * view.scale >= 80 - 1e-9);
});

test("what is in sight already is not moved", () => {
  const view = { scale: 1, x: 0, y: 0 };
  assert.deepEqual(g.reveal(view, { x0: 100, y0: 100, x1: 200, y1: 150 }, frame), view);
});

test("revealing brings a place into the frame and keeps the scale", () => {
  for (let i = 0; i < 200; i += 1) {
    const view = someView();
    const [x0, y0] = [between(0, 1500), between(0, 2300)];
    const bounds = { x0, y0, x1: x0 + 60, y1: y0 + 30 };
    const moved = g.reveal(view, bounds, frame);
    const from = g.toFrame(moved, { x: x0, y: y0 });
    const to = g.toFrame(moved, { x: bounds.x1, y: bounds.y1 });
    assert.equal(moved.scale, view.scale);
    assert.ok(from.x >= 48 - 1e-6 && to.x <= frame.width - 48 + 1e-6);
    assert.ok(from.y >= 48 - 1e-6 && to.y <= frame.height - 48 + 1e-6);
  }
});

test("what is larger than the frame is shown from its start", () => {
  const moved = g.reveal({ scale: 1, x: 0, y: 0 }, { x0: 300, y0: 0, x1: 3000, y1: 10 }, frame);
  near(g.toFrame(moved, { x: 300, y: 0 }).x, 48);
});

test("bounds surround a polygon, read from an attribute too", () => {
  const polygon = g.polygonOf(" 10,20 30.5,18 31,40  9,42 ");
  assert.deepEqual(polygon, [[10, 20], [30.5, 18], [31, 40], [9, 42]]);
  assert.deepEqual(g.boundsOf(polygon), { x0: 9, y0: 18, x1: 31, y1: 42 });
  assert.deepEqual(g.grown(g.boundsOf(polygon), 1), { x0: 8, y0: 17, x1: 32, y1: 43 });
});
