/**
 * How fields, tables, anchors and what is read of them look on the paper. The paper is white in
 * every theme, so the colours are too.
 */

import { edgesOf } from "./columns.js";
import { handlesOf } from "./geometry.js";

export const COLOURS = {
  field: "oklch(50% 0.2 268)",
  fieldFill: "oklch(50% 0.2 268 / 9%)",
  table: "oklch(50% 0.13 195)",
  tableFill: "oklch(50% 0.13 195 / 6%)",
  tableHeader: "oklch(50% 0.13 195 / 13%)",
  anchor: "oklch(58% 0.15 55)",
  anchorFill: "oklch(68% 0.16 65 / 14%)",
  good: "oklch(50% 0.13 155)",
  doubt: "oklch(55% 0.13 60)",
  bad: "oklch(54% 0.21 26)",
  guide: "oklch(60% 0.25 350)",
  word: "oklch(60% 0.16 268 / 22%)",
  read: "oklch(52% 0.13 155 / 16%)",
  ink: "#ffffff",
};
const FONT = '"Inter", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';

function rectangle(context, [x0, y0, x1, y1], { fill, stroke, width = 1, dash = null }, scale) {
  context.beginPath();
  context.rect(x0, y0, x1 - x0, y1 - y0);
  if (fill) {
    context.setAttr("fillStyle", fill);
    context.fill();
  }
  if (!stroke) return;
  context.setLineDash(dash ? dash.map((part) => part / scale) : []);
  context.setAttr("strokeStyle", stroke);
  context.setAttr("lineWidth", width / scale);
  context.stroke();
  if (dash) context.setLineDash([]);
}

function line(context, x0, y0, x1, y1, colour, width, scale) {
  context.beginPath();
  context.moveTo(x0, y0);
  context.lineTo(x1, y1);
  context.setAttr("strokeStyle", colour);
  context.setAttr("lineWidth", width / scale);
  context.stroke();
}

/**
 * A name in a chip, in the same size at every zoom: above the box, or quietly beside it, where
 * only the mark stands if the name would cover print. isFree(box) tells.
 */
function chip(context, box, text, colour, scale, { mark = null, beside = false, isFree } = {}) {
  const size = 11 / scale;
  const height = 16 / scale;
  context.setAttr("font", `600 ${size}px ${FONT}`);
  context.setAttr("textBaseline", "middle");
  const room = Math.max(box[2] - box[0], 130 / scale);
  let shown = fitted(context, text, room);
  const widthOf = () => (shown ? context.measureText(shown).width + 10 / scale : 0.3 * size) + (mark ? 1.1 * size : 0);
  let width = widthOf();
  const left = beside ? box[2] + 2 / scale : box[0] - 0.5 / scale;
  const above = box[1] - height >= 0 ? box[1] - height : box[1];
  const top = beside ? (box[1] + box[3] - height) / 2 : above;
  if (beside && !isFree([left, top, left + width, top + height])) {
    shown = "";
    width = widthOf();
    if (!mark) return;
  }
  context.setAttr("globalAlpha", beside ? 0.85 : 1);
  context.setAttr("fillStyle", colour);
  context.fillRect(left, top, width, height);
  context.setAttr("fillStyle", COLOURS.ink);
  context.fillText(shown, left + 5 / scale, top + height / 2);
  if (mark) context.fillText(mark, left + width - 1.15 * size, top + height / 2);
  context.setAttr("globalAlpha", 1);
}

function fitted(context, text, room) {
  if (context.measureText(text).width <= room) return text;
  let end = text.length;
  while (end > 1 && context.measureText(`${text.slice(0, end)}…`).width > room) end -= 1;
  return `${text.slice(0, end)}…`;
}

const MARKS = { good: "✓", doubt: "?", bad: "!" };

/** good, doubt or bad: what the reader makes of a field, null while that is not known. */
export function toneOf(entry) {
  if (!entry) return null;
  if (entry.accepted) return "good";
  return entry.value === null ? "bad" : "doubt";
}

export function drawField(context, { box, item }, entry, scale, on, beside, isFree) {
  const tone = toneOf(entry);
  if (entry?.label) {
    const [x0, y0, x1, y1] = entry.label;
    rectangle(context, entry.label, { stroke: COLOURS.field, width: 1, dash: [2, 2] }, scale);
    const [x, y] = [Math.min(Math.max((x0 + x1) / 2, box[0]), box[2]), (box[1] + box[3]) / 2];
    const from = x1 <= box[0] ? [x1, (y0 + y1) / 2, box[0], y] : [(x0 + x1) / 2, y1, x, box[1]];
    if (on) line(context, ...from, COLOURS.field, 1, scale);
  }
  const style = { fill: COLOURS.fieldFill, stroke: COLOURS.field, width: on ? 2 : 1.25 };
  rectangle(context, box, style, scale);
  if (box !== item.box) return;
  const colour = tone && tone !== "good" ? COLOURS[tone] : COLOURS.field;
  chip(context, box, item.name, colour, scale, { mark: tone && MARKS[tone], beside, isFree });
}

export function drawTable(context, { box, item }, rows, scale, on) {
  rectangle(context, box, { fill: COLOURS.tableFill, stroke: COLOURS.table, width: on ? 2 : 1.25 }, scale);
  if (item.header_height) {
    const header = [box[0], box[1], box[2], box[1] + item.header_height];
    rectangle(context, header, { fill: COLOURS.tableHeader }, scale);
  }
  for (const row of rows ?? []) {
    for (const cell of Object.values(row)) {
      if (!cell.box) continue;
      const stroke = COLOURS[toneOf(cell)];
      rectangle(context, cell.box, { fill: COLOURS.read, stroke, width: 0.75 }, scale);
    }
  }
  for (const { axis, at, kind } of edgesOf(item)) {
    const width = on ? 2 : kind === "header" ? 0.75 : 1;
    if (axis === "x") line(context, at, box[1], at, box[3], COLOURS.table, width, scale);
    else line(context, box[0], at, box[2], at, COLOURS.table, width, scale);
  }
  const mark = rows ? `${rows.length}` : null;
  chip(context, box, item.name, COLOURS.table, scale, { mark });
}

export function drawAnchor(context, { box, item }, scale, on) {
  rectangle(context, box, {
    fill: COLOURS.anchorFill,
    stroke: COLOURS.anchor,
    width: on ? 2 : 1,
    dash: item.proposed ? [3, 3] : null,
  }, scale);
}

export function drawHandles(context, box, scale, colour) {
  const half = 4 / scale;
  for (const { x, y } of Object.values(handlesOf(box))) {
    rectangle(
      context,
      [x - half, y - half, x + half, y + half],
      { fill: COLOURS.ink, stroke: colour, width: 1.5 },
      scale,
    );
  }
}

export function drawGuide(context, { axis, at }, page, scale) {
  if (axis === "x") line(context, at, 0, at, page.height, COLOURS.guide, 1, scale);
  else line(context, 0, at, page.width, at, COLOURS.guide, 1, scale);
}

export function drawBand(context, box, scale) {
  rectangle(context, box, { fill: COLOURS.fieldFill, stroke: COLOURS.field, width: 1, dash: [4, 3] }, scale);
}

export function drawWord(context, box, scale) {
  rectangle(context, box, { fill: COLOURS.word, stroke: COLOURS.field, width: 1.5 }, scale);
}
