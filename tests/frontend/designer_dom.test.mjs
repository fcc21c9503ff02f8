import assert from "node:assert/strict";
import test from "node:test";

import { keptSelection } from "../../frontend/static/frontend/js/designer/dom.js";

test("a name chosen whole stays chosen whole when a proposal replaces it", () => {
  assert.deepEqual(keptSelection([0, 5], "field", "invoice_code"), [0, 12]);
});

test("a caret and part of a text stay where they are", () => {
  assert.deepEqual(keptSelection([3, 3], "field", "invoice_code"), [3, 3]);
  assert.deepEqual(keptSelection([0, 4], "field", "invoice_code"), [0, 4]);
  assert.deepEqual(keptSelection([0, 0], "", "invoice_code"), [0, 0]);
});
