/** The uploads that somebody left while they were read, kept in this browser for each person. */

const key = () => `pending-uploads-${document.querySelector("[data-toasts]").dataset.person}`;

export function pending() {
  return JSON.parse(localStorage.getItem(key()) ?? "[]");
}

export function remember(batch) {
  localStorage.setItem(key(), JSON.stringify([...new Set([...pending(), batch])]));
}

/** Returns whether it was still pending, so that of several windows one alone speaks of it. */
export function forget(batch) {
  const all = pending();
  localStorage.setItem(key(), JSON.stringify(all.filter((one) => one !== batch)));
  return all.includes(batch);
}
