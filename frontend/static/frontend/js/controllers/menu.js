/** A button that opens a panel; arrow keys walk it, Escape and a click elsewhere close it. */

export default function menu(element) {
  const button = element.querySelector("[aria-haspopup]");
  const panel = element.querySelector("[role=menu]");
  const items = () => [...panel.querySelectorAll("[role^=menuitem]")];

  const show = (open) => {
    panel.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
  };

  button.addEventListener("click", () => {
    show(panel.hidden);
    if (!panel.hidden) items()[0]?.focus();
  });

  element.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !panel.hidden) {
      show(false);
      button.focus();
      event.stopPropagation();
    }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    if (panel.hidden) show(true);
    const all = items();
    const step = event.key === "ArrowDown" ? 1 : -1;
    const next = all.indexOf(document.activeElement) + step;
    all[(next + all.length) % all.length]?.focus();
  });

  document.addEventListener("click", (event) => {
    if (!element.contains(event.target)) show(false);
  });
  element.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !element.contains(event.relatedTarget)) show(false);
  });
}
