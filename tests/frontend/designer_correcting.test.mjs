import assert from "node:assert/strict";
import { test } from "node:test";

import {
  cellOf,
  createCorrecting,
  nameOf,
  rowsOf,
  standing,
  typeOf,
} from "../../frontend/static/frontend/js/designer/correcting.js";

const content = {
  fields: [{ name: "total", type: "amount" }, { name: "note" }],
  tables: [{ name: "items", columns: [{ name: "item" }, { name: "amount", type: "amount" }] }],
};
const cell = (value) => ({ value, accepted: true });
const tried = () => ({
  content,
  golden: true,
  result: {
    record: {
      fields: { total: cell("10.00"), note: cell(null) },
      tables: { items: [{ item: cell("Tea"), amount: cell("6.00") }, { item: cell("Cup"), amount: cell("4.00") }] },
    },
  },
});
const api = { value: async (_content, name, text) => ({ value: `${name}=${text}` }) };
const correcting = () => createCorrecting({ api, draw() {} });

test("a key names a field or a cell", () => {
  assert.deepEqual(cellOf("items[12].amount"), { table: "items", row: 12, column: "amount" });
  assert.equal(cellOf("total"), null);
  assert.equal(nameOf("items[0].amount"), "items.amount");
  assert.equal(typeOf(content, "items[0].amount"), "amount");
  assert.equal(typeOf(content, "note"), "text");
});

test("nothing is sent where everything stands as it was read", () => {
  assert.equal(correcting().corrected(tried()), null);
});

test("what was typed stands instead of what was read, and is confirmed anew", async () => {
  const one = tried();
  const hands = correcting();
  await hands.say(one, "total", "12");
  assert.deepEqual(standing(one, "total"), { value: "total=12", corrected: true });
  assert.equal(one.golden, false);
  assert.deepEqual(hands.corrected(one), { fields: { total: "total=12" }, tables: {} });
});

test("one corrected cell leaves the others as they were read", async () => {
  const one = tried();
  const hands = correcting();
  await hands.say(one, "items[1].amount", "5.00");
  assert.deepEqual(rowsOf(one, "items"), [
    { item: "Tea", amount: "6.00" },
    { item: "Cup", amount: "items.amount=5.00" },
  ]);
  assert.equal(standing(one, "items[0].amount").corrected, false);
  assert.equal(standing(one, "items[1].amount").corrected, true);
});

test("rows are added and taken out, and a correction can be dropped", () => {
  const one = tried();
  const hands = correcting();
  hands.addRow(one, "items");
  assert.deepEqual(rowsOf(one, "items").at(-1), { item: null, amount: null });
  hands.removeRow(one, "items", 0);
  assert.deepEqual(rowsOf(one, "items").map(({ item }) => item), ["Cup", null]);
  hands.set(one, "note", "said");
  hands.forget(one);
  assert.equal(hands.corrected(one), null);
  assert.equal(standing(one, "note").value, null);
});
