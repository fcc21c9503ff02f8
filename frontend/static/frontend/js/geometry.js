/**
 * Where things stand on the screen: pure functions over plain numbers, nothing of the page's.
 *
 * A view is { scale, x, y }: a page point p is drawn at p * scale + (x, y) in the frame.
 * Sizes are { width, height }, points { x, y }, bounds { x0, y0, x1, y1 }, polygons [[x, y], …].
 */

export const SMALLEST = 0.05;
export const LARGEST = 8;

export function clamp(value, low, high) {
  return Math.min(Math.max(value, low), Math.max(low, high));
}

/** The view that shows the whole page in the middle of the frame. */
export function fit(page, frame, margin = 24) {
  const scale = clamp(
    Math.min((frame.width - 2 * margin) / page.width, (frame.height - 2 * margin) / page.height),
    SMALLEST,
    LARGEST,
  );
  return {
    scale,
    x: (frame.width - page.width * scale) / 2,
    y: (frame.height - page.height * scale) / 2,
  };
}

/** The view that shows the page's full width, from its top. */
export function fitWidth(page, frame, margin = 24) {
  const scale = clamp((frame.width - 2 * margin) / page.width, SMALLEST, LARGEST);
  return { scale, x: (frame.width - page.width * scale) / 2, y: margin };
}

/** Zoom by a factor; the page point under `point` stays under it. */
export function zoomAt(view, point, factor) {
  const scale = clamp(view.scale * factor, SMALLEST, LARGEST);
  const ratio = scale / view.scale;
  return {
    scale,
    x: point.x - (point.x - view.x) * ratio,
    y: point.y - (point.y - view.y) * ratio,
  };
}

/** Move by (dx, dy) pixels of the frame; some of the page always remains in sight. */
export function pan(view, dx, dy, page, frame, remain = 80) {
  return {
    scale: view.scale,
    x: clamp(view.x + dx, remain - page.width * view.scale, frame.width - remain),
    y: clamp(view.y + dy, remain - page.height * view.scale, frame.height - remain),
  };
}

export function toPage(view, point) {
  return { x: (point.x - view.x) / view.scale, y: (point.y - view.y) / view.scale };
}

export function toFrame(view, point) {
  return { x: point.x * view.scale + view.x, y: point.y * view.scale + view.y };
}

/** The upright rectangle around a polygon. */
export function boundsOf(polygon) {
  const xs = polygon.map(([x]) => x);
  const ys = polygon.map(([, y]) => y);
  return {
    x0: Math.min(...xs),
    y0: Math.min(...ys),
    x1: Math.max(...xs),
    y1: Math.max(...ys),
  };
}

export function grown(bounds, by) {
  return { x0: bounds.x0 - by, y0: bounds.y0 - by, x1: bounds.x1 + by, y1: bounds.y1 + by };
}

/** The view moved as little as needed to bring the bounds into the frame; the scale stays. */
export function reveal(view, bounds, frame, margin = 48) {
  const from = toFrame(view, { x: bounds.x0, y: bounds.y0 });
  const to = toFrame(view, { x: bounds.x1, y: bounds.y1 });
  return {
    scale: view.scale,
    x: view.x + shift(from.x, to.x, frame.width, margin),
    y: view.y + shift(from.y, to.y, frame.height, margin),
  };
}

function shift(from, to, length, margin) {
  if (to - from > length - 2 * margin) return margin - from;
  if (from < margin) return margin - from;
  if (to > length - margin) return length - margin - to;
  return 0;
}

/** The place between two points and how far they are apart. */
export function between(one, two) {
  return {
    x: (one.x + two.x) / 2,
    y: (one.y + two.y) / 2,
    apart: Math.hypot(two.x - one.x, two.y - one.y),
  };
}

/** "x,y x,y …" of an SVG attribute as a polygon. */
export function polygonOf(points) {
  return points
    .trim()
    .split(/\s+/)
    .map((pair) => pair.split(",").map(Number));
}
