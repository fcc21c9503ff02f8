import assert from "node:assert/strict";
import test from "node:test";

import { cornersOf, nudged, spanned } from "../../frontend/static/frontend/js/review/region.js";

const PAGE = { width: 200, height: 100 };

test("two corners in any order make one box, and none of it lies beside the page", () => {
  assert.deepEqual(spanned({ x: 50, y: 40 }, { x: -5, y: 10 }, PAGE), {
    x0: 0,
    y0: 10,
    x1: 50,
    y1: 40,
  });
});

test("arrow keys move the box and stop at the edge", () => {
  const box = { x0: 10, y0: 10, x1: 30, y1: 20 };
  assert.deepEqual(nudged(box, "ArrowRight", false, PAGE, 5), { x0: 15, y0: 10, x1: 35, y1: 20 });
  assert.deepEqual(nudged(box, "ArrowLeft", false, PAGE, 50), { x0: 0, y0: 10, x1: 20, y1: 20 });
});

test("with Shift they resize it, never to nothing", () => {
  const box = { x0: 10, y0: 10, x1: 30, y1: 20 };
  assert.deepEqual(nudged(box, "ArrowDown", true, PAGE, 5), { x0: 10, y0: 10, x1: 30, y1: 25 });
  assert.deepEqual(nudged(box, "ArrowLeft", true, PAGE, 50), { x0: 10, y0: 10, x1: 14, y1: 20 });
});

test("corners go clockwise from the top left", () => {
  assert.deepEqual(cornersOf({ x0: 1, y0: 2, x1: 3.14159, y1: 4 }), [
    [1, 2],
    [3.1, 2],
    [3.1, 4],
    [1, 4],
  ]);
});
