/** Waits for a document's record: whenever its state changes the page is asked for again. */

const EVERY = 1500;
const AHEAD = ["queued", "processing"];

export default function awaitRecord({ dataset: { state, stateUrl } }) {
  if (!AHEAD.includes(state)) return;
  setTimeout(async function look() {
    const answer = await fetch(stateUrl, { credentials: "same-origin" }).catch(() => null);
    const now = answer?.ok ? (await answer.json()).state : state;
    // a document that was deleted has a page that says so
    if (now !== state || answer?.status === 404) location.reload();
    else setTimeout(look, EVERY);
  }, EVERY);
}
