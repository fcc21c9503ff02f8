import assert from "node:assert/strict";
import { test } from "node:test";

import { createProposing } from "../../frontend/static/frontend/js/designer/propose.js";
import { createStore } from "../../frontend/static/frontend/js/designer/store.js";

globalThis.gettext = (text) => text;

const drawn = {
  pages: [{ number: 1, width: 100, height: 100 }],
  fields: [],
  tables: [{ name: "items", page: 1, box: [10, 10, 90, 90], orientation: "horizontal", columns: [{ name: "column_1" }] }],
};

/** A server that answers each question when it is told to. */
function slowServer() {
  const open = {};
  const propose = (_what, _content, { orientation }) =>
    new Promise((answer) => {
      open[orientation] = () => answer({ columns: [{ name: orientation, header: "A", range: [10, 90] }] });
    });
  return { api: { propose }, answer: (orientation) => open[orientation]() };
}

test("a late answer does not turn a table back that was turned meanwhile", async () => {
  const store = createStore(drawn);
  const { api, answer } = slowServer();
  const propose = createProposing({ api, store, say: () => {} });
  const first = propose.table("t0", "horizontal");
  const second = propose.table("t0", "vertical");
  answer("vertical");
  await second;
  answer("horizontal");
  await first;
  assert.equal(store.committed.tables[0].orientation, "vertical");
  assert.equal(store.committed.tables[0].columns[0].name, "vertical");
});

test("a single answer is taken as it is", async () => {
  const store = createStore(drawn);
  const { api, answer } = slowServer();
  const propose = createProposing({ api, store, say: () => {} });
  const asked = propose.table("t0", "horizontal");
  answer("horizontal");
  await asked;
  assert.equal(store.committed.tables[0].columns[0].name, "horizontal");
});
