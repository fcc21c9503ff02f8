/** Short messages at the lower edge of the window, spoken by screen readers too. */

const LIFE = 6000;

export function toast(message, kind = "") {
  const region = document.querySelector("[data-toasts]");
  const note = document.createElement("div");
  note.className = `toast ${kind ? `toast-${kind}` : ""}`;
  note.textContent = message;
  region.append(note);
  setTimeout(() => note.remove(), kind === "bad" ? LIFE * 2 : LIFE);
}
