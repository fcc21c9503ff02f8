/** Waits until a golden document is read, and tells when nobody has taken it up for long. */

const EVERY = 700;
export const LONG = 30_000;
const CLOCK = {
  now: () => Date.now(),
  rest: (milliseconds) => new Promise((done) => setTimeout(done, milliseconds)),
};

/**
 * first: the answer so far; ask(): the next one; show(answer, left): left says that it lies about;
 * open(): whether anybody still looks. Gives the last answer, or null once nobody looks.
 */
export async function untilRead(first, { ask, show, open, clock = CLOCK }) {
  const since = clock.now();
  let answer = first;
  while (answer.state === "waiting" || answer.state === "reading") {
    show(answer, answer.state === "waiting" && clock.now() - since > LONG);
    await clock.rest(EVERY);
    if (!open()) return null;
    answer = await ask();
  }
  return answer;
}
