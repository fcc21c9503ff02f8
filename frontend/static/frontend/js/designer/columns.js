/**
 * A table's inner lines: column edges, header, divider. Pure; a table in, another one out.
 *
 * An edge is { axis, at, columns: [{ index, end }], kind }; `end` is 0 or 1 of the column's range.
 */

import { rounded } from "./geometry.js";

const SAME = 1.5;
const LEAST = 6;
const round = (value) => Math.round(value * 10) / 10;

const axisOf = (table) => (table.orientation === "horizontal" ? 0 : 1);

export function movedTable(table, dx, dy) {
  const [x0, y0, x1, y1] = table.box;
  const by = table.orientation === "horizontal" ? dx : dy;
  const next = { ...table, box: rounded([x0 + dx, y0 + dy, x1 + dx, y1 + dy]) };
  next.columns = table.columns.map((column) =>
    column.range ? { ...column, range: column.range.map((end) => round(end + by)) } : column,
  );
  if (table.divider !== undefined) next.divider = round(table.divider + dx);
  return next;
}

/** Outer column edges go with the box's sides; inner ones stay where they are printed. */
export function resizedTable(table, box) {
  const axis = axisOf(table);
  const [was0, was1] = [table.box[axis], table.box[axis + 2]];
  const [to0, to1] = [box[axis], box[axis + 2]];
  const end = (value) => {
    if (Math.abs(value - was0) <= SAME) return to0;
    if (Math.abs(value - was1) <= SAME) return to1;
    return Math.min(Math.max(value, to0), to1);
  };
  const next = { ...table, box };
  if (table.orientation === "horizontal" || table.columns.every((column) => column.range)) {
    next.columns = table.columns.map((column) => {
      if (!column.range || table.orientation !== "horizontal") return column;
      const range = column.range.map((value) => round(end(value)));
      return range[1] - range[0] >= 1 ? { ...column, range } : column;
    });
  }
  if (table.divider !== undefined) {
    next.divider = round(Math.min(Math.max(table.divider, box[0]), box[2]));
  }
  if (table.header_height !== undefined) {
    next.header_height = Math.min(table.header_height, box[3] - box[1]);
  }
  return next;
}

/** The lines inside a table that can be dragged. */
export function edgesOf(table) {
  const axis = axisOf(table) === 0 ? "x" : "y";
  const edges = [];
  table.columns.forEach(({ range }, index) => {
    (range ?? []).forEach((at, end) => {
      const known = edges.find((edge) => Math.abs(edge.at - at) <= SAME);
      if (known) known.columns.push({ index, end });
      else edges.push({ kind: "column", axis, at, columns: [{ index, end }] });
    });
  });
  const [low, high] = axis === "x" ? [table.box[0], table.box[2]] : [table.box[1], table.box[3]];
  const inner = edges.filter(({ at }) => at > low + SAME && at < high - SAME);
  if (table.divider !== undefined) inner.push({ kind: "divider", axis: "x", at: table.divider, columns: [] });
  if (table.header_height) {
    inner.push({ kind: "header", axis: "y", at: table.box[1] + table.header_height, columns: [] });
  }
  return inner;
}

export function edgeAt(table, { x, y }, reach) {
  const [x0, y0, x1, y1] = table.box;
  if (x < x0 || x > x1 || y < y0 || y > y1) return null;
  return (
    edgesOf(table).find(({ axis, at }) => Math.abs((axis === "x" ? x : y) - at) <= reach) ?? null
  );
}

/** An edge dragged to a place; columns keep a width of their own. */
export function withEdge(table, edge, to) {
  const [x0, y0, x1, y1] = table.box;
  if (edge.kind === "divider") {
    return { ...table, divider: round(Math.min(Math.max(to, x0 + LEAST), x1 - LEAST)) };
  }
  if (edge.kind === "header") {
    return { ...table, header_height: round(Math.min(Math.max(to - y0, 0), y1 - y0)) };
  }
  let [low, high] = edge.axis === "x" ? [x0, x1] : [y0, y1];
  for (const { index, end } of edge.columns) {
    const [start, stop] = table.columns[index].range;
    if (end === 0) high = Math.min(high, stop - LEAST);
    else low = Math.max(low, start + LEAST);
  }
  const at = round(Math.min(Math.max(to, low), high));
  const columns = table.columns.map((column, index) => {
    const ends = edge.columns.filter((one) => one.index === index);
    if (!ends.length) return column;
    const range = [...column.range];
    for (const { end } of ends) range[end] = at;
    return { ...column, range };
  });
  return { ...table, columns };
}

function freeColumn(table) {
  const taken = new Set(table.columns.map(({ name }) => name));
  let number = table.columns.length + 1;
  while (taken.has(`column_${number}`)) number += 1;
  return `column_${number}`;
}

/** One more column: the one that holds the place (else the widest) is cut in two there. */
export function splitColumn(table, at) {
  const name = freeColumn(table);
  if (table.orientation !== "horizontal") {
    return { ...table, columns: [...table.columns, { name, header: name }] };
  }
  const width = ({ range }) => range[1] - range[0];
  let index = table.columns.findIndex(({ range }) => at > range[0] + LEAST && at < range[1] - LEAST);
  if (index < 0) {
    index = table.columns.reduce((best, one, i) => (width(one) > width(table.columns[best]) ? i : best), 0);
    const [start, end] = table.columns[index].range;
    at = (start + end) / 2;
  }
  const column = table.columns[index];
  const cut = round(at);
  const two = [
    { ...column, range: [column.range[0], cut] },
    { name, range: [cut, column.range[1]] },
  ];
  return { ...table, columns: table.columns.flatMap((one, i) => (i === index ? two : [one])) };
}

/** Without a column; its neighbour on the left, else on the right, takes its room. */
export function withoutColumn(table, index) {
  const gone = table.columns[index];
  const columns = table.columns.filter((_, i) => i !== index);
  if (table.orientation === "horizontal") {
    const neighbour = Math.max(0, index - 1);
    const range = [...columns[neighbour].range];
    if (index > 0) range[1] = gone.range[1];
    else range[0] = gone.range[0];
    columns[neighbour] = { ...columns[neighbour], range };
  }
  const next = { ...table, columns };
  if (table.row_key === gone.name) delete next.row_key;
  return next;
}
