/**
 * The designer's layers: paper, shapes at rest, and the hand's own, which alone is drawn while
 * something is dragged. Nothing listens here; input.js finds by itself what lies where.
 */

import { fit, fitWidth, pan, reveal, toPage, zoomAt } from "../geometry.js";
import { boundsOfBox } from "./geometry.js";
import { itemsOn, pageSize } from "./items.js";
import { createPaper } from "./paper.js";
import {
  COLOURS,
  drawAnchor,
  drawBand,
  drawField,
  drawGuide,
  drawHandles,
  drawTable,
  drawWord,
} from "./shapes.js";

/** Room in pixels around the page as it is fitted: the tools cover none of a whole page. */
const ROOM = { fit: 54, width: 28 };

export function createCanvas(frame, store, found) {
  const stage = new Konva.Stage({ container: frame, width: 10, height: 10 });
  const layers = ["paper", "shapes", "hand"].map(
    (name) => new Konva.Layer({ name, listening: false }),
  );
  stage.add(...layers);
  stage.listening(false);
  for (const canvas of frame.querySelectorAll("canvas")) canvas.setAttribute("aria-hidden", "true");
  const [paperLayer, shapesLayer, handLayer] = layers;
  const paper = createPaper(paperLayer);
  const state = { band: null, guides: [], word: null, hover: null, anchors: null, handles: true };
  const listeners = [];
  let view = { scale: 1, x: 0, y: 0 };
  let mode = "fit";

  const room = () => ({ width: frame.clientWidth, height: frame.clientHeight });
  const size = () => pageSize(store.content, store.page);
  const middle = () => ({ x: frame.clientWidth / 2, y: frame.clientHeight / 2 });

  function drawItem(context, one, on, beside = !on) {
    if (one.kind === "table") drawTable(context, one, found.rows(one.item.name), view.scale, on);
    else if (one.kind === "field") drawField(context, one, found.field(one.item.name), view.scale, on, beside, found.isFree);
    else drawAnchor(context, one, view.scale, on);
  }

  function shapeOf(layer, draw) {
    const shape = new Konva.Shape({ listening: false, perfectDrawEnabled: false });
    shape.sceneFunc(draw);
    layer.add(shape);
  }

  shapeOf(shapesLayer, (context) => {
    const chosen = new Set(store.selection);
    for (const anchor of state.anchors ?? []) {
      if (anchor.page === store.page) {
        drawAnchor(context, { box: anchor.box, item: { proposed: true } }, view.scale, false);
      }
    }
    for (const one of itemsOn(store.content, store.page)) {
      if (!chosen.has(one.key)) drawItem(context, one, one.key === state.hover);
    }
  });

  shapeOf(handLayer, (context) => {
    const chosen = new Set(store.selection);
    const items = itemsOn(store.content, store.page).filter(({ key }) => chosen.has(key));
    // names above several boxes would cover what stands in each other
    for (const one of items) drawItem(context, one, true, items.length > 1);
    if (state.handles && items.length === 1 && items[0].kind !== "anchor") {
      const colour = items[0].kind === "table" ? COLOURS.table : COLOURS.field;
      drawHandles(context, items[0].box, view.scale, colour);
    }
    for (const guide of state.guides) drawGuide(context, guide, size(), view.scale);
    if (state.band) drawBand(context, state.band, view.scale);
    if (state.word) drawWord(context, state.word, view.scale);
  });

  function look(next) {
    view = next;
    stage.scale({ x: view.scale, y: view.scale });
    stage.position({ x: view.x, y: view.y });
    // what stands where, for who drives the page from outside
    Object.assign(frame.dataset, { scale: view.scale, x: view.x, y: view.y });
    for (const layer of layers) layer.batchDraw();
    for (const listener of listeners) listener(view);
  }

  const modes = { fit, width: fitWidth };
  const canvas = {
    paper,
    get view() {
      return view;
    },
    get size() {
      return size();
    },
    /** The page's point in the middle of what is in sight. */
    centre() {
      return toPage(view, middle());
    },
    /** A place of the window in pixels of the page. */
    point(event) {
      const box = frame.getBoundingClientRect();
      return toPage(view, { x: event.clientX - box.left, y: event.clientY - box.top });
    },
    refit(name = mode ?? "fit") {
      mode = name;
      look(modes[name](size(), room(), ROOM[name]));
    },
    zoom(factor, at = middle()) {
      mode = null;
      look(zoomAt(view, at, factor));
    },
    zoomTo(scale) {
      canvas.zoom(scale / view.scale);
    },
    pan(dx, dy) {
      mode = null;
      look(pan(view, dx, dy, size(), room()));
    },
    reveal(box) {
      const next = reveal(view, boundsOfBox(box), room());
      if (next.x !== view.x || next.y !== view.y) {
        mode = null;
        look(next);
      }
    },
    /** band, guides, word, hover, anchors, handles: what the hand shows beside the items. */
    set(changes) {
      const resting = "hover" in changes || "anchors" in changes;
      Object.assign(state, changes);
      handLayer.batchDraw();
      if (resting) shapesLayer.batchDraw();
    },
    drawHand() {
      handLayer.batchDraw();
    },
    drawAll() {
      shapesLayer.batchDraw();
      handLayer.batchDraw();
    },
    onView(listener) {
      listeners.push(listener);
    },
  };

  new ResizeObserver(() => {
    stage.size(room());
    if (mode) canvas.refit(mode);
    else look(view);
  }).observe(frame);
  return canvas;
}
