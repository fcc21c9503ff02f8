import assert from "node:assert/strict";
import { test } from "node:test";

import { createStore } from "../../frontend/static/frontend/js/designer/store.js";

const empty = { pages: [{ number: 1, width: 10, height: 10 }], fields: [] };
const withField = (content, name) => ({ ...content, fields: [...content.fields, { name }] });

test("every step is undone and done again, however many there are", () => {
  const store = createStore(empty);
  const seen = [store.content];
  for (let n = 0; n < 500; n += 1) {
    store.commit(withField(store.content, `field_${n}`));
    seen.push(store.content);
  }
  for (let n = 499; n >= 0; n -= 1) {
    assert.ok(store.undo());
    assert.equal(store.content, seen[n]);
  }
  assert.equal(store.undo(), false);
  for (let n = 1; n <= 500; n += 1) store.redo();
  assert.equal(store.content, seen[500]);
  assert.equal(store.redo(), false);
});

test("a new step forgets what was undone", () => {
  const store = createStore(empty);
  store.commit(withField(store.content, "a"));
  store.undo();
  store.commit(withField(store.content, "b"));
  assert.equal(store.redo(), false);
  assert.deepEqual(store.content.fields, [{ name: "b" }]);
});

test("letters typed in a row are one step, until something else happens", () => {
  const store = createStore(empty);
  for (const title of ["I", "In", "Inv"]) store.commit({ ...store.content, title }, { merge: "title" });
  assert.equal(store.steps, 1);
  store.select([]);
  store.commit({ ...store.content, title: "Invo" }, { merge: "title" });
  assert.equal(store.steps, 2);
  store.undo();
  assert.equal(store.content.title, "Inv");
  store.undo();
  assert.equal(store.content.title, undefined);
});

test("what is shown while dragging is no step", () => {
  const store = createStore(empty);
  store.show(withField(empty, "dragged"));
  assert.equal(store.content.fields.length, 1);
  assert.ok(store.dragging);
  assert.equal(store.committed.fields.length, 0);
  store.show(null);
  assert.equal(store.content, empty);
  assert.equal(store.canUndo, false);
});

test("a correction belongs to the step before it", () => {
  const store = createStore(empty);
  store.commit(withField(store.content, "field"));
  store.amend({ ...store.content, fields: [{ name: "total" }] });
  store.undo();
  assert.equal(store.content, empty);
  store.redo();
  assert.deepEqual(store.content.fields, [{ name: "total" }]);
});

test("undo brings the selection back that the step was made with", () => {
  const store = createStore(empty);
  store.commit(withField(store.content, "a"), { selection: ["f0"] });
  store.commit(empty, { selection: [] });
  store.undo();
  assert.deepEqual(store.selection, ["f0"]);
});

test("what was done on another page is undone where it can be seen", () => {
  const store = createStore(empty);
  store.commit(withField(store.content, "a"));
  store.turn(2);
  const heard = [];
  store.subscribe((what) => heard.push(what));
  store.undo();
  assert.equal(store.page, 1);
  assert.deepEqual(heard, ["page", "content"]);
});

test("listeners hear what happened, until they leave", () => {
  const store = createStore(empty);
  const heard = [];
  const leave = store.subscribe((what) => heard.push(what));
  store.show(withField(empty, "x"));
  store.commit(withField(empty, "x"));
  store.select(["f0"]);
  store.turn(1);
  leave();
  store.undo();
  assert.deepEqual(heard, ["drag", "content", "selection", "page"]);
});
