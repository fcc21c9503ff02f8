/** Ties the boxes on a template's sheet to their lines in the list. */

export default function drawn(element) {
  const name = (target) => {
    const one = target.closest("[data-drawn], [data-drawn-row]");
    return one && (one.dataset.drawn ?? one.dataset.drawnRow);
  };
  const twins = (key) => ({
    boxes: element.querySelectorAll(`[data-drawn="${CSS.escape(key)}"]`),
    rows: element.querySelectorAll(`[data-drawn-row="${CSS.escape(key)}"]`),
  });

  function mark(key, on) {
    const { boxes, rows } = twins(key);
    for (const box of boxes) {
      const shape = box.matches("rect") ? box : box.querySelector("rect");
      shape.classList.toggle("drawn-on", on);
    }
    for (const row of rows) row.classList.toggle("on", on);
  }

  const pairs = { pointerover: true, pointerout: false, focusin: true, focusout: false };
  for (const [type, on] of Object.entries(pairs)) {
    element.addEventListener(type, (event) => {
      const key = name(event.target);
      if (key) mark(key, on);
    });
  }
  element.addEventListener("click", (event) => {
    const key = name(event.target);
    if (!key) return;
    const { boxes, rows } = twins(key);
    const other = event.target.closest("[data-drawn]") ? rows[0] : boxes[0];
    other?.scrollIntoView({ block: "nearest", behavior: "smooth" });
    if (event.target.closest("[data-drawn]")) rows[0]?.focus({ preventScroll: true });
  });
}
