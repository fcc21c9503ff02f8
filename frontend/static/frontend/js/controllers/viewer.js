/**
 * A page to look at: zoom to the pointer, pan, fit, turn pages, by keyboard and by touch too.
 *
 * Listens for "reveal" events { detail: { page, bounds } } and brings that place into sight.
 */

import { attachPinching } from "../pinching.js";
import { boundsOf, fit, fitWidth, grown, pan, polygonOf, reveal, zoomAt } from "../geometry.js";

const STEP = 1.25;
const NUDGE = 60;

export default function viewer(element) {
  const frame = element.querySelector("[data-viewer-frame]");
  const shown = element.querySelector("[data-viewer-zoom]");
  const counter = element.querySelector("[data-viewer-page]");
  const sheets = [...frame.querySelectorAll("[data-sheet]")];
  let sheet = sheets[0];
  let view = null;
  let mode = "fit";

  const room = () => ({ width: frame.clientWidth, height: frame.clientHeight });
  const size = () => ({
    width: Number(sheet.dataset.width),
    height: Number(sheet.dataset.height),
  });
  const middle = () => ({ x: frame.clientWidth / 2, y: frame.clientHeight / 2 });

  function draw(next) {
    view = next;
    sheet.style.transform = `translate(${view.x}px, ${view.y}px) scale(${view.scale})`;
    if (shown) shown.textContent = `${Math.round(view.scale * 100)}%`;
  }

  const modes = { fit, width: fitWidth };
  function refit(name) {
    mode = name;
    draw(modes[name](size(), room()));
  }

  function zoom(factor, point = middle()) {
    mode = null;
    draw(zoomAt(view, point, factor));
  }

  function move(dx, dy) {
    mode = null;
    draw(pan(view, dx, dy, size(), room()));
  }

  function turn(to) {
    if (!sheets[to]) return;
    sheet = sheets[to];
    for (const other of sheets) other.hidden = other !== sheet;
    if (counter) counter.textContent = `${to + 1} / ${sheets.length}`;
    refit(mode ?? "fit");
    element.dispatchEvent(new CustomEvent("turned", { detail: { page: sheet.dataset.sheet } }));
  }

  const actions = {
    in: () => zoom(STEP),
    out: () => zoom(1 / STEP),
    fit: () => refit("fit"),
    width: () => refit("width"),
    next: () => turn(sheets.indexOf(sheet) + 1),
    previous: () => turn(sheets.indexOf(sheet) - 1),
  };
  const keys = {
    "+": actions.in,
    "=": actions.in,
    "-": actions.out,
    0: actions.fit,
    1: actions.width,
    PageDown: actions.next,
    PageUp: actions.previous,
    ArrowLeft: () => move(NUDGE, 0),
    ArrowRight: () => move(-NUDGE, 0),
    ArrowUp: () => move(0, NUDGE),
    ArrowDown: () => move(0, -NUDGE),
  };

  element.addEventListener("click", (event) => {
    actions[event.target.closest("[data-viewer-action]")?.dataset.viewerAction]?.();
  });
  frame.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
    event.preventDefault();
    event.stopPropagation();
    keys[event.key]();
  });
  frame.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      const box = frame.getBoundingClientRect();
      const point = { x: event.clientX - box.left, y: event.clientY - box.top };
      if (event.shiftKey) move(-event.deltaY || -event.deltaX, 0);
      else zoom(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0015)), point);
    },
    { passive: false },
  );
  const dragging = attachDragging(frame, (dx, dy) => move(dx, dy));
  attachPinching(frame, {
    began: dragging.cancel,
    moved({ dx, dy, factor, at }) {
      move(dx, dy);
      zoom(factor, at);
    },
  });

  element.addEventListener("reveal", (event) => {
    const { page, points } = event.detail;
    const index = sheets.findIndex((one) => one.dataset.sheet === String(page));
    if (index >= 0 && sheets[index] !== sheet) turn(index);
    if (points) draw(reveal(view, grown(boundsOf(polygonOf(points)), 4), room()));
  });
  new ResizeObserver(() => {
    if (mode || !view) refit(mode ?? "fit");
  }).observe(frame);
  turn(0);
}

/** Drag with the pointer; a press that doesn't move stays a click. */
function attachDragging(frame, move) {
  let from = null;
  frame.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 && event.button !== 1) return;
    from = { x: event.clientX, y: event.clientY, moved: false };
  });
  frame.addEventListener("pointermove", (event) => {
    if (!from) return;
    const dx = event.clientX - from.x;
    const dy = event.clientY - from.y;
    if (!from.moved && Math.hypot(dx, dy) < 4) return;
    if (!from.moved) frame.setPointerCapture(event.pointerId);
    from = { x: event.clientX, y: event.clientY, moved: true };
    frame.dataset.dragging = "";
    move(dx, dy);
  });
  const end = () => {
    from = null;
    // after the click that ends a drag has been seen
    setTimeout(() => delete frame.dataset.dragging);
  };
  frame.addEventListener("pointerup", end);
  frame.addEventListener("pointercancel", end);
  return { cancel: end };
}
