import assert from "node:assert/strict";
import test from "node:test";

import { LONG, untilRead } from "../../frontend/static/frontend/js/designer/golden-waiting.js";

/** A clock whose rests take no time at all, and what was shown at which of its moments. */
function watched(stateAt, { open = () => true } = {}) {
  let now = 1_000;
  const begun = now;
  const shown = [];
  const clock = {
    now: () => now,
    rest: async (milliseconds) => {
      now += milliseconds;
    },
  };
  const answer = () => ({ state: stateAt(now - begun) });
  const show = ({ state }, left) => shown.push({ at: now - begun, state, left });
  const over = untilRead(answer(), { ask: async () => answer(), show, open: () => open(now - begun), clock });
  return { over, shown };
}

test("a document that lies about for half a minute is said to, and not before", async () => {
  const { over, shown } = watched((after) => (after < 2 * LONG ? "waiting" : "done"));
  assert.deepEqual(await over, { state: "done" });
  assert.ok(shown.some(({ left }) => left));
  for (const { at, left } of shown) assert.equal(left, at > LONG);
});

test("once a worker takes it up the notice goes, however long it reads", async () => {
  const { over, shown } = watched((after) =>
    after < LONG + 5_000 ? "waiting" : after < 4 * LONG ? "reading" : "done",
  );
  await over;
  assert.ok(shown.some(({ state, left }) => state === "waiting" && left));
  assert.ok(shown.some(({ state, at }) => state === "reading" && at > 3 * LONG));
  assert.ok(shown.every(({ state, left }) => state === "waiting" || !left));
});

test("one that is read at once is not waited for", async () => {
  const { over, shown } = watched(() => "failed");
  assert.deepEqual(await over, { state: "failed" });
  assert.deepEqual(shown, []);
});

test("nobody is asked any more once the window is closed", async () => {
  const { over, shown } = watched(() => "waiting", { open: (after) => after < 3_000 });
  assert.equal(await over, null);
  assert.ok(shown.at(-1).at < 3_000);
});
