/**
 * The right place of a value, drawn on its page: with the pointer, or with the arrow keys.
 *
 * draw(viewer, start) answers with { page, box } in pixels of the page, or with null.
 */

import { boundsOf, clamp, polygonOf } from "../geometry.js";

const STEP = 8;
const LEAST = 4;
const SVG = "http://www.w3.org/2000/svg";

/** The box moved or, with Shift, resized by one step of an arrow key; it stays on the page. */
export function nudged(box, key, shift, page, step = STEP) {
  const dx = { ArrowLeft: -step, ArrowRight: step }[key] ?? 0;
  const dy = { ArrowUp: -step, ArrowDown: step }[key] ?? 0;
  if (shift) {
    return {
      ...box,
      x1: clamp(box.x1 + dx, box.x0 + LEAST, page.width),
      y1: clamp(box.y1 + dy, box.y0 + LEAST, page.height),
    };
  }
  const x0 = clamp(box.x0 + dx, 0, page.width - (box.x1 - box.x0));
  const y0 = clamp(box.y0 + dy, 0, page.height - (box.y1 - box.y0));
  return { x0, y0, x1: x0 + box.x1 - box.x0, y1: y0 + box.y1 - box.y0 };
}

/** Two points in any order as a box inside the page. */
export function spanned(one, other, page) {
  return {
    x0: clamp(Math.min(one.x, other.x), 0, page.width),
    y0: clamp(Math.min(one.y, other.y), 0, page.height),
    x1: clamp(Math.max(one.x, other.x), 0, page.width),
    y1: clamp(Math.max(one.y, other.y), 0, page.height),
  };
}

export function cornersOf({ x0, y0, x1, y1 }) {
  const [a, b, c, d] = [x0, y0, x1, y1].map((part) => Math.round(part * 10) / 10);
  return [
    [a, b],
    [c, b],
    [c, d],
    [a, d],
  ];
}

export function draw(viewer, start) {
  const frame = viewer.querySelector("[data-viewer-frame]");
  const note = viewer.querySelector("[data-drawing]");
  const sheet = () => frame.querySelector("[data-sheet]:not([hidden])");
  const size = () => ({
    width: Number(sheet().dataset.width),
    height: Number(sheet().dataset.height),
  });
  const shape = document.createElementNS(SVG, "rect");
  shape.setAttribute("class", "review-drawn");
  let box = start ? boundsOf(polygonOf(start)) : middleOf(size());
  let from = null;

  function show() {
    sheet().querySelector("svg").append(shape);
    const { x0, y0, x1, y1 } = box;
    for (const [name, value] of Object.entries({ x: x0, y: y0, width: x1 - x0, height: y1 - y0 })) {
      shape.setAttribute(name, value);
    }
  }

  function pointOf(event) {
    const room = sheet().getBoundingClientRect();
    return {
      x: ((event.clientX - room.left) / room.width) * size().width,
      y: ((event.clientY - room.top) / room.height) * size().height,
    };
  }

  return new Promise((done) => {
    const stop = new AbortController();
    const listen = (type, act) =>
      viewer.addEventListener(type, act, { capture: true, signal: stop.signal });

    function end(answer) {
      stop.abort();
      shape.remove();
      note.hidden = true;
      delete viewer.dataset.regionMode;
      done(answer);
    }
    const taken = () => ({ page: Number(sheet().dataset.sheet), box: cornersOf(box) });

    listen("pointerdown", (event) => {
      if (event.button !== 0 || event.target.closest(".viewer-tools")) return;
      event.preventDefault();
      event.stopPropagation();
      from = pointOf(event);
      frame.setPointerCapture(event.pointerId);
    });
    listen("pointermove", (event) => {
      if (!from) return;
      event.stopPropagation();
      box = spanned(from, pointOf(event), size());
      show();
    });
    listen("pointerup", (event) => {
      if (!from) return;
      event.stopPropagation();
      box = spanned(from, pointOf(event), size());
      from = null;
      // a press without a drag is no box
      if (box.x1 - box.x0 > 3 && box.y1 - box.y0 > 3) end(taken());
    });
    listen("keydown", (event) => {
      if (event.key === "Enter") end(taken());
      else if (event.key === "Escape") end(null);
      else if (event.key.startsWith("Arrow")) {
        box = nudged(box, event.key, event.shiftKey, size());
        show();
      } else return;
      event.preventDefault();
      event.stopPropagation();
    });

    viewer.dataset.regionMode = "";
    note.hidden = false;
    show();
    frame.focus();
  });
}

function middleOf({ width, height }) {
  return { x0: width * 0.4, y0: height * 0.47, x1: width * 0.6, y1: height * 0.5 };
}
