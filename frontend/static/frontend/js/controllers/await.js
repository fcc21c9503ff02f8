/** Waits for a document's record: the address leads there once it exists. */

const EVERY = 1500;

export default function awaitRecord(element) {
  if (!("await" in element.dataset)) return;
  setTimeout(async function look() {
    const answer = await fetch(location.href, { credentials: "same-origin" }).catch(() => null);
    if (answer?.redirected) location.replace(answer.url);
    else if (answer && !(await answer.text()).includes("data-await")) location.reload();
    else setTimeout(look, EVERY);
  }, EVERY);
}
