/**
 * Steps of a reviewer on their way to the server: one after the other, each with its own token,
 * so that one that is sent again because its answer was lost counts once.
 */

import { Refused, call } from "../api.js";

const TRIES = 4;
const PAUSE = 700;

export function stepsTo(doubts) {
  let last = Promise.resolve();

  async function post(path, body) {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await call("POST", `${doubts}${path}`, body);
      } catch (error) {
        const lost = error instanceof Refused && (error.status === 0 || error.status >= 502);
        if (!lost || attempt === TRIES) throw error;
        await new Promise((done) => setTimeout(done, PAUSE * attempt));
      }
    }
  }

  return {
    /** Send a step after those before it; answers with what the server says, or throws Refused. */
    send(path, body = {}) {
      const token = crypto.randomUUID?.() ?? madeUp();
      const step = last.then(() => post(path, { ...body, token }));
      last = step.catch(() => {});
      return step;
    },
    idle: () => last,
    /** A step that names no doubt and has no token of its own. */
    plain(path) {
      const step = last.then(() => call("POST", `${doubts}${path}`, {}));
      last = step.catch(() => {});
      return step;
    },
  };
}

/** A random UUID where the page is not served securely and the browser offers none. */
export function madeUp() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const text = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return text.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
