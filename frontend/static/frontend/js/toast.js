/** Short messages at the lower edge of the window, spoken by screen readers too. */

const LIFE = 6000;

/** A link, where there is one to follow, stands behind the message and keeps it longer. */
export function toast(message, kind = "", link = null) {
  const region = document.querySelector("[data-toasts]");
  const note = document.createElement("div");
  note.className = `toast ${kind ? `toast-${kind}` : ""}`;
  note.textContent = message;
  if (link) note.append(link);
  region.append(note);
  setTimeout(() => note.remove(), kind === "bad" || link ? LIFE * 2 : LIFE);
}
