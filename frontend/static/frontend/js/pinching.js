/**
 * Two fingers on a frame move and zoom what lies in it; one finger stays with who listens there.
 *
 * From the second finger on until the last has left, nobody else hears of any of them.
 */

import { between } from "./geometry.js";

/**
 * began(): a second finger came down, what the first had begun is to be given up.
 * moved({ dx, dy, factor, at }): pixels of the frame, and the place between the fingers.
 */
export function attachPinching(frame, { began, moved }) {
  const fingers = new Map();
  let last = null;

  function place(event) {
    const box = frame.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  function down(event) {
    if (event.pointerType !== "touch") return;
    fingers.set(event.pointerId, place(event));
    if (fingers.size < 2) return;
    if (!last) began();
    last = between(...fingers.values());
    event.stopImmediatePropagation();
  }

  function move(event) {
    if (!fingers.has(event.pointerId)) return;
    fingers.set(event.pointerId, place(event));
    if (!last) return;
    event.stopImmediatePropagation();
    if (fingers.size < 2) return;
    const now = between(...fingers.values());
    moved({
      dx: now.x - last.x,
      dy: now.y - last.y,
      factor: last.apart ? now.apart / last.apart : 1,
      at: { x: now.x, y: now.y },
    });
    last = now;
  }

  function up(event) {
    if (!fingers.delete(event.pointerId) || !last) return;
    event.stopImmediatePropagation();
    if (fingers.size === 0) last = null;
    else if (fingers.size > 1) last = between(...fingers.values());
  }

  frame.addEventListener("pointerdown", down, true);
  frame.addEventListener("pointermove", move, true);
  for (const type of ["pointerup", "pointercancel"]) frame.addEventListener(type, up, true);
}
