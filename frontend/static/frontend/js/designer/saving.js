/** Saves the draft a moment after each step; two people on one draft are told, none overwritten. */

import { Refused } from "../api.js";

const REST = 500;

/** say(state): "saved", "saving", "unsaved" or "conflict", with the error where there is one. */
export function createSaving({ api, store, revision, say }) {
  let saved = store.committed;
  let timer = null;
  let stopped = false;
  let queue = Promise.resolve();

  async function send() {
    if (stopped || store.committed === saved) return;
    const content = store.committed;
    say("saving");
    try {
      revision = (await api.save(content, revision)).revision;
      saved = content;
      say(store.committed === saved ? "saved" : "unsaved");
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      stopped = error.status === 409;
      say(stopped ? "conflict" : "unsaved", error);
      if (error.status === 0) timer = setTimeout(now, 4000);
    }
  }

  /** One saving after the other: each names the revision that the one before it made. */
  function now() {
    clearTimeout(timer);
    queue = queue.then(send);
    return queue;
  }

  function soon() {
    if (store.committed === saved || stopped) return;
    say("unsaved");
    clearTimeout(timer);
    timer = setTimeout(now, REST);
  }

  window.addEventListener("beforeunload", (event) => {
    if (store.committed !== saved && !stopped) event.preventDefault();
  });
  return {
    soon,
    now,
    stop() {
      stopped = true;
    },
    get revision() {
      return revision;
    },
    get clean() {
      return store.committed === saved;
    },
  };
}
