/**
 * The pointer: drawing, moving, resizing, dragging dividers, selecting, panning, zooming. One
 * finger does what the mouse does, two move and zoom the page.
 */

import { attachPinching } from "../pinching.js";
import { edgeAt, withEdge } from "./columns.js";
import { area, contains, handleAt, resized, snapped, spanned, union } from "./geometry.js";
import { boxOf, itemOf, itemsOn, keysIn, movedItems, parsed, patched, toggled, withBox } from "./items.js";

const REACH = 7;
const FINGER = 18;
const SNAP = 4;
const STILL = 3;
const FINGER_STILL = 8;
const CURSORS = {
  nw: "nwse-resize",
  se: "nwse-resize",
  ne: "nesw-resize",
  sw: "nesw-resize",
  n: "ns-resize",
  s: "ns-resize",
  e: "ew-resize",
  w: "ew-resize",
};

/** parts: { frame, store, canvas, actions, words(), tool() } */
export function attachPointer({ frame, store, canvas, actions, words, tool, pinnable }) {
  let drag = null;
  let space = false;
  let finger = false;

  const reach = () => (finger ? FINGER : REACH) / canvas.view.scale;
  const selecting = () => tool() === "select";

  function itemAt(point) {
    const here = itemsOn(store.content, store.page).filter(({ box }) => contains(box, point));
    const chosen = here.filter(({ key }) => store.selection.includes(key));
    if (chosen.length && chosen[0].kind === "field") return chosen[0];
    return here.sort((a, b) => area(a.box) - area(b.box))[0] ?? null;
  }

  /** What a press at this place would take hold of. */
  function grasp(point) {
    // handles would be in the way of who taps one small item after the other
    const key = store.selection.length === 1 && !selecting() ? store.selection[0] : null;
    const box = key && boxOf(store.content, key);
    if (key && parsed(key).kind === "table") {
      const edge = edgeAt(itemOf(store.content, key), point, reach());
      if (edge && !handleAt(box, point, reach())) return { what: "edge", key, edge };
    }
    if (box && parsed(key).kind !== "anchor") {
      const handle = handleAt(box, point, reach());
      if (handle) return { what: "handle", key, handle };
    }
    const item = itemAt(point);
    if (item) return { what: "item", key: item.key };
    return { what: "paper" };
  }

  function cursorOf({ what, key, handle, edge }) {
    if (space) return "grab";
    if (selecting()) return what !== "item" ? "default" : store.selection.includes(key) ? "move" : "pointer";
    if (what === "handle") return CURSORS[handle];
    if (what === "edge") return edge.axis === "x" ? "col-resize" : "row-resize";
    if (what === "item") return "move";
    return tool() === "anchor" ? "pointer" : "crosshair";
  }

  function edges(ignored) {
    const found = words()?.edges ?? { x: [], y: [] };
    const boxes = itemsOn(store.committed, store.page)
      .filter(({ key }) => !ignored.includes(key))
      .map(({ box }) => box);
    const merged = (axis, low, high) =>
      Float64Array.from([...found[axis], ...boxes.flatMap((box) => [box[low], box[high]])]).sort();
    return { x: merged("x", 0, 2), y: merged("y", 1, 3) };
  }

  const moves = {
    pan({ event }) {
      canvas.pan(event.movementX, event.movementY);
    },
    draw({ point, free }) {
      const box = spanned(drag.from, point, canvas.size);
      const fixed = free ? { box, guides: [] } : snapped(box, drag.edges, "nesw", SNAP / canvas.view.scale);
      drag.box = fixed.box;
      canvas.set({ band: fixed.box, guides: fixed.guides });
      frame.dispatchEvent(new CustomEvent("drawing", { detail: { box: fixed.box } }));
    },
    marquee({ point }) {
      drag.box = spanned(drag.from, point, canvas.size);
      canvas.set({ band: drag.box });
    },
    item({ point, free }) {
      const dx = point.x - drag.from.x;
      const dy = point.y - drag.from.y;
      const to = movedItems(drag.content, drag.keys, dx, dy);
      const around = union(drag.keys.map((key) => boxOf(to, key)));
      const fixed = free ? { box: around, guides: [] } : snapped(around, drag.edges, "move", SNAP / canvas.view.scale);
      const by = [fixed.box[0] - around[0], fixed.box[1] - around[1]];
      store.show(by[0] || by[1] ? movedItems(to, drag.keys, ...by) : to);
      canvas.set({ guides: fixed.guides });
    },
    handle({ point, free }) {
      const [dx, dy] = [point.x - drag.from.x, point.y - drag.from.y];
      const box = resized(boxOf(drag.content, drag.key), drag.handle, dx, dy, canvas.size);
      const fixed = free ? { box, guides: [] } : snapped(box, drag.edges, drag.handle, SNAP / canvas.view.scale);
      store.show(withBox(drag.content, drag.key, fixed.box));
      canvas.set({ guides: fixed.guides });
    },
    edge({ point, free }) {
      const axis = drag.edge.axis;
      const near = free ? null : snapped([point.x, point.y, point.x + 99, point.y + 99], drag.edges, "nw", SNAP / canvas.view.scale);
      const at = near ? near.box[axis === "x" ? 0 : 1] : point[axis];
      const table = withEdge(itemOf(drag.content, drag.key), drag.edge, at);
      store.show(patched(drag.content, drag.key, table));
    },
  };

  const ends = {
    draw() {
      const box = drag.box;
      if (tool() === "table") actions.drawTable(box);
      else actions.drawField(box);
    },
    marquee() {
      actions.select([...new Set([...drag.before, ...keysIn(store.content, store.page, drag.box)])]);
    },
    item: settle,
    handle: settle,
    edge: settle,
    pan() {},
  };

  function settle() {
    const next = store.content;
    if (next !== store.committed) store.commit(next);
    else store.show(null);
  }

  function press(event) {
    if (event.button > 1) return;
    finger = event.pointerType === "touch";
    frame.focus({ preventScroll: true });
    const point = canvas.point(event);
    const held = grasp(point);
    const adding = event.shiftKey || selecting();
    const chosen = selecting() && store.selection.includes(held.key);
    const base = { id: event.pointerId, from: point, at: [event.clientX, event.clientY], content: store.committed };
    if (event.button === 1 || space) drag = { ...base, what: "pan" };
    else if (held.what === "handle" || held.what === "edge") {
      drag = { ...base, ...held, edges: edges([held.key]) };
    } else if (held.what === "item" && (chosen || !adding)) {
      if (!store.selection.includes(held.key)) actions.select([held.key]);
      drag = { ...base, ...held, keys: store.selection, edges: edges(store.selection) };
    } else if (adding) {
      drag = { ...base, what: "marquee", key: held.key, before: store.selection };
    } else {
      drag = { ...base, what: "draw", edges: edges([]) };
    }
    drag.moved = false;
    frame.setPointerCapture(event.pointerId);
  }

  function move(event) {
    const point = canvas.point(event);
    if (!drag) {
      const held = grasp(point);
      frame.style.cursor = cursorOf(held);
      const index = held.what === "paper" && ["field", "anchor"].includes(tool()) ? words()?.at(point) : null;
      if (index !== move.word) {
        canvas.set({ word: typeof index === "number" ? words().phrase(index) : null });
      }
      move.word = index;
      return;
    }
    if (event.pointerId !== drag.id) return;
    const far = Math.hypot(event.clientX - drag.at[0], event.clientY - drag.at[1]) > (finger ? FINGER_STILL : STILL);
    if (!drag.moved && !far) return;
    drag.moved = true;
    moves[drag.what]({ event, point, free: event.altKey });
  }

  function release(event) {
    if (!drag || event.pointerId !== drag.id) return;
    if (drag.moved) ends[drag.what]();
    else click(event);
    drag = null;
    canvas.set({ band: null, guides: [] });
    frame.dispatchEvent(new CustomEvent("drawing", { detail: { box: null } }));
  }

  function click(event) {
    const point = drag.from;
    const adding = drag.what === "marquee" || (drag.what === "item" && selecting());
    if (adding && drag.key) return actions.select(toggled(store.selection, drag.key));
    if (drag.what === "item") return actions.select([drag.key]);
    if (drag.what !== "draw" && drag.what !== "marquee") return undefined;
    if (selecting()) return actions.selectNone();
    if (tool() === "anchor") return pinnable(point);
    const index = tool() === "field" ? words()?.at(point) : null;
    if (index !== null && index !== undefined) return actions.takeWord(index, { grow: event.shiftKey, alone: event.altKey });
    return actions.selectNone();
  }

  function giveUp() {
    if (!drag) return false;
    drag = null;
    store.show(null);
    canvas.set({ band: null, guides: [] });
    frame.dispatchEvent(new CustomEvent("drawing", { detail: { box: null } }));
    return true;
  }

  attachPinching(frame, {
    began: giveUp,
    moved({ dx, dy, factor, at }) {
      canvas.pan(dx, dy);
      canvas.zoom(factor, at);
    },
  });
  frame.addEventListener("pointerdown", press);
  frame.addEventListener("pointermove", move);
  frame.addEventListener("pointerup", release);
  frame.addEventListener("pointercancel", giveUp);
  frame.addEventListener("pointerleave", () => {
    move.word = null;
    canvas.set({ word: null });
  });
  frame.addEventListener("dblclick", () => frame.dispatchEvent(new CustomEvent("rename")));
  frame.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      const box = frame.getBoundingClientRect();
      const at = { x: event.clientX - box.left, y: event.clientY - box.top };
      if (event.shiftKey) canvas.pan(-event.deltaY || -event.deltaX, 0);
      else canvas.zoom(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0015)), at);
    },
    { passive: false },
  );
  return {
    hold(on) {
      space = on;
      frame.style.cursor = on ? "grab" : "";
    },
    get busy() {
      return drag !== null;
    },
    cancel: giveUp,
  };
}
