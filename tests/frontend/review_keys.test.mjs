import assert from "node:assert/strict";
import test from "node:test";

import { actionOf } from "../../frontend/static/frontend/js/review/keys.js";

const LOOKING = { mode: "look", choices: 3, picked: "" };
const TYPING = { mode: "edit", choices: 3, picked: "" };
const key = (name, more = {}) => ({ key: name, code: "", ...more });

test("Enter accepts, also while a person types; Shift and Enter begin a new line", () => {
  assert.deepEqual(actionOf(key("Enter"), LOOKING), { name: "accept" });
  assert.deepEqual(actionOf(key("Enter"), TYPING), { name: "accept" });
  assert.equal(actionOf(key("Enter", { shiftKey: true }), TYPING), null);
});

test("a digit chooses the reading of its number", () => {
  assert.deepEqual(actionOf(key("2"), LOOKING), { name: "choose", number: 2 });
});

test("a digit without a reading of its number is typed", () => {
  assert.deepEqual(actionOf(key("7"), LOOKING), { name: "type", text: "7" });
  assert.deepEqual(actionOf(key("0"), LOOKING), { name: "type", text: "0" });
});

test("a digit followed by another sign was the beginning of a number", () => {
  const picked = { ...LOOKING, picked: "1" };
  assert.deepEqual(actionOf(key("1"), picked), { name: "type", text: "11" });
  assert.deepEqual(actionOf(key("."), picked), { name: "type", text: "1." });
});

test("letters type over what was read", () => {
  assert.deepEqual(actionOf(key("E"), LOOKING), { name: "type", text: "E" });
  assert.equal(actionOf(key("E"), TYPING), null);
});

test("commands have keys that no value begins with", () => {
  for (const [code, name] of [
    ["KeyU", "unreadable"],
    ["KeyR", "region"],
    ["KeyS", "skip"],
    ["KeyA", "escalate"],
    ["KeyN", "note"],
    ["KeyZ", "undo"],
  ]) {
    assert.deepEqual(actionOf(key("x", { code, altKey: true }), LOOKING), { name });
    assert.deepEqual(actionOf(key("x", { code, altKey: true }), TYPING), { name });
  }
  assert.deepEqual(actionOf(key("Delete"), LOOKING), { name: "empty" });
  assert.deepEqual(actionOf(key("?"), LOOKING), { name: "help" });
});

test("Delete and arrows belong to the text while a person types", () => {
  for (const name of ["Delete", "ArrowUp", "?", " ", "5"]) {
    assert.equal(actionOf(key(name), TYPING), null);
  }
});

test("the browser's own combinations stay its own", () => {
  assert.equal(actionOf(key("c", { ctrlKey: true, code: "KeyC" }), LOOKING), null);
  assert.equal(actionOf(key("z", { ctrlKey: true, code: "KeyZ" }), TYPING), null);
  assert.deepEqual(actionOf(key("z", { ctrlKey: true, code: "KeyZ" }), LOOKING), { name: "undo" });
});
