/** Doubts stay with whoever looks at them, and are free at once when the page is left. */

import { call, csrfToken } from "../api.js";

const HOLD_EVERY = 60_000;

/** held: answers with the numbers of the doubts that this page shows or will show next. */
export function keepLeases(doubts, held) {
  let touched = Date.now();

  function hold() {
    const ids = held();
    // a page that nobody looks at lets go of what it holds
    if (ids.length === 0 || Date.now() - touched > HOLD_EVERY * 3) return;
    call("POST", `${doubts}hold/`, { ids }).catch(() => {});
  }

  function release() {
    const ids = held();
    if (ids.length === 0) return;
    fetch(`${doubts}release/`, {
      method: "POST",
      keepalive: true,
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", "X-CSRFToken": csrfToken() },
      body: JSON.stringify({ ids }),
    });
  }

  setInterval(hold, HOLD_EVERY);
  for (const type of ["keydown", "pointermove"]) {
    document.addEventListener(type, () => {
      touched = Date.now();
    });
  }
  addEventListener("pagehide", release);
  // what this page's own predecessor has let go of a moment too late
  hold();
}
