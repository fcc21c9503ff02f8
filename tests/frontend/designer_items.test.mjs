import assert from "node:assert/strict";
import { test } from "node:test";

import * as columns from "../../frontend/static/frontend/js/designer/columns.js";
import * as items from "../../frontend/static/frontend/js/designer/items.js";
import { namesIn, placeName, renamed, renamedColumn } from "../../frontend/static/frontend/js/designer/naming.js";
import { wordIndex } from "../../frontend/static/frontend/js/designer/words.js";

const table = {
  name: "items",
  box: [100, 100, 500, 300],
  orientation: "horizontal",
  header_height: 20,
  row_key: "amount",
  columns: [
    { name: "description", range: [100, 350] },
    { name: "amount", range: [350, 500], type: "amount" },
  ],
};
const content = Object.freeze({
  format: "stencil-template/1",
  name: "bill",
  odd: { kept: true },
  pages: [{ number: 1, width: 600, height: 800 }, { number: 2, width: 600, height: 400 }],
  fields: [
    { name: "total", box: [10, 10, 60, 30], charset: "amount", more_boxes: [[10, 40, 60, 60]] },
    { name: "tax", box: [10, 70, 60, 90] },
  ],
  tables: [table],
  rules: [{ name: "sum", expr: "sum(items.amount) + tax == total and total_2 > tax" }],
});

test("a change leaves alone what it doesn't speak of", () => {
  const next = items.withBox(content, "f0", [20, 20, 70, 40]);
  assert.deepEqual(next.fields[0], { ...content.fields[0], box: [20, 20, 70, 40] });
  assert.equal(next.fields[1], content.fields[1]);
  assert.equal(next.odd, content.odd);
  assert.deepEqual(items.withBox(next, "f0", [10, 10, 60, 30]), content);
});

test("a second box of a field moves by itself", () => {
  const next = items.movedItems(content, ["f0.1"], 5, 5);
  assert.deepEqual(next.fields[0].box, [10, 10, 60, 30]);
  assert.deepEqual(next.fields[0].more_boxes, [[15, 45, 65, 65]]);
  assert.deepEqual(items.without(content, ["f0.1"]).fields[0].more_boxes, undefined);
});

test("a table moves with its columns, and its outer columns follow its sides", () => {
  const moved = items.movedItems(content, ["t0"], 10, 20).tables[0];
  assert.deepEqual(moved.box, [110, 120, 510, 320]);
  assert.deepEqual(moved.columns.map(({ range }) => range), [[110, 360], [360, 510]]);
  const wider = items.withBox(content, "t0", [80, 100, 560, 300]).tables[0];
  assert.deepEqual(wider.columns.map(({ range }) => range), [[80, 350], [350, 560]]);
});

test("a divider dragged moves both columns beside it and never past their ends", () => {
  const [edge] = columns.edgesOf(table).filter(({ kind }) => kind === "column");
  const next = columns.withEdge(table, edge, 300);
  assert.deepEqual(next.columns.map(({ range }) => range), [[100, 300], [300, 500]]);
  const far = columns.withEdge(table, edge, 900);
  assert.ok(far.columns[1].range[0] < far.columns[1].range[1]);
});

test("columns are cut in two and given back to their neighbour", () => {
  const cut = columns.splitColumn(table, 200);
  assert.deepEqual(cut.columns.map(({ range }) => range), [[100, 200], [200, 350], [350, 500]]);
  assert.deepEqual(columns.withoutColumn(cut, 1).columns, table.columns.map((one, i) => ({ ...one, range: i ? [350, 500] : [100, 350] })));
  assert.equal(columns.withoutColumn(table, 1).row_key, undefined);
});

test("deleting and pasting keep names apart and lists that were never there away", () => {
  const bare = { ...content, tables: undefined };
  delete bare.tables;
  assert.deepEqual(Object.keys(items.without(bare, ["f1"])), Object.keys(bare));
  assert.equal("tables" in items.without(content, ["t0"]), false);
  const { content: next, keys } = items.pasted(content, items.copied(content, ["f0", "t0"]), 2, 0);
  assert.deepEqual(keys, ["f2", "t1"]);
  assert.equal(next.fields[2].name, "total_2");
  assert.equal(next.fields[2].page, 2);
  assert.equal(next.tables[1].name, "items_2");
});

test("a frame takes what it touches on its page, and a second tap gives one back", () => {
  const anchored = { ...content, anchors: [{ text: "BILL", box: [0, 0, 9, 9] }] };
  assert.deepEqual(items.keysIn(anchored, 1, [0, 0, 70, 35]), ["f0"]);
  assert.deepEqual(items.keysIn(anchored, 1, [0, 35, 120, 120]), ["t0", "f0.1", "f1"]);
  assert.deepEqual(items.keysIn(anchored, 2, [0, 0, 600, 400]), []);
  assert.deepEqual(items.toggled(items.toggled(["f0"], "t0"), "f0"), ["t0"]);
});

test("a renamed field is renamed in the rules, look-alikes are not", () => {
  const next = renamed(content, "f0", "sum_total");
  assert.equal(next.rules[0].expr, "sum(items.amount) + tax == sum_total and total_2 > tax");
  const column = renamedColumn(content, "t0", 1, "value");
  assert.equal(column.rules[0].expr, "sum(items.value) + tax == total and total_2 > tax");
  assert.equal(column.tables[0].row_key, "value");
  assert.equal(renamed(content, "t0", "lines").rules[0].expr, "sum(lines.amount) + tax == total and total_2 > tax");
  assert.deepEqual(namesIn(content), ["total", "tax", "items.description", "items.amount"]);
});

test("a mistake is named by what it stands in", () => {
  assert.equal(placeName(content, "fields[1].box"), "tax box");
  assert.equal(placeName(content, "tables[0]"), "items");
  assert.equal(placeName(content, "fields[9].box"), "fields[9].box");
  assert.equal(placeName(content, "name"), "name");
});

const words = [
  { text: "Date:", box: [0, 0, 40, 20], line: 0 },
  { text: "26", box: [50, 0, 70, 20], line: 0 },
  { text: "May", box: [76, 0, 110, 20], line: 0 },
  { text: "Total", box: [300, 0, 350, 20], line: 0 },
  { text: "共计", box: [0, 100, 40, 120], line: 1 },
  { text: "三", box: [44, 100, 64, 120], line: 1 },
];

test("words are found by place, with their phrase up to the label", () => {
  const index = wordIndex(words, [[200, 0, 200, 300]]);
  assert.equal(index.at({ x: 80, y: 10 }), 2);
  assert.equal(index.at({ x: 200, y: 10 }), null);
  assert.deepEqual(index.phrase(2), [50, 0, 110, 20]);
  assert.ok(index.touches([30, 10, 45, 15]));
  assert.equal(index.touches([120, 0, 290, 20]), false);
  assert.equal(index.textIn([45, -5, 120, 130]), "26 May\n三");
  assert.equal(index.textIn([-5, 90, 80, 130]), "共计三");
  assert.ok([...index.edges.x].includes(200));
  assert.equal(index.towards({ x: 20, y: 10 }, 0, 1), 4);
});
