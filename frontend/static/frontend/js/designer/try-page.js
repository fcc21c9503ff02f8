/**
 * The pages of a document that was tried, with the boxes of what was read: clicking a box chooses
 * its value, and with a value chosen a box drawn on the page says where it really stands.
 */

import { standing } from "./correcting.js";
import { isDrawn, spanned } from "./geometry.js";
import { toneOf } from "./shapes.js";
import { wordIndex } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";

function svg(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

export function pageView(one, correcting) {
  const { record, pages } = one.result;
  const all = document.createElement("div");
  pages.forEach((page, index) => {
    const { width, height, image } = page;
    const sheet = svg("svg", { class: "try-sheet", viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": interpolate(gettext("Page %s"), [index + 1]) });
    sheet.append(svg("image", { href: image, width, height }));
    for (const [key, entry] of entriesOf(record)) {
      if (!entry.box || entry.page !== page.number) continue;
      const picked = key === correcting.picked ? " box-picked" : "";
      const tone = standing(one, key).corrected ? "person" : toneOf(entry);
      const box = svg("polygon", { class: `box box-${tone}${picked}`, "data-try-box": key, points: entry.box.map((point) => point.join(",")).join(" ") });
      box.append(Object.assign(svg("title", {}), { textContent: `${key}: ${entry.value ?? "–"}` }));
      sheet.append(box);
    }
    attach(sheet, page, one, correcting);
    all.append(sheet);
  });
  return all;
}

function entriesOf(record) {
  return [
    ...Object.entries(record.fields),
    ...Object.entries(record.tables).flatMap(([name, rows]) =>
      rows.flatMap((row, index) => Object.entries(row).map(([column, cell]) => [`${name}[${index}].${column}`, cell])),
    ),
  ];
}

function attach(sheet, page, one, correcting) {
  let from = null;
  let band = null;
  sheet.toggleAttribute("data-drawing", correcting.picked !== null);

  const point = (event) => new DOMPoint(event.clientX, event.clientY).matrixTransform(sheet.getScreenCTM().inverse());

  sheet.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || correcting.picked === null) return;
    from = point(event);
    sheet.setPointerCapture(event.pointerId);
  });
  sheet.addEventListener("pointermove", (event) => {
    if (!from) return;
    const [x0, y0, x1, y1] = spanned(from, point(event), page);
    band ??= sheet.appendChild(svg("rect", { class: "try-band" }));
    for (const [name, value] of Object.entries({ x: x0, y: y0, width: x1 - x0, height: y1 - y0 })) {
      band.setAttribute(name, value);
    }
  });
  sheet.addEventListener("pointerup", (event) => {
    if (!from) return;
    const box = spanned(from, point(event), page);
    const drawn = band !== null && isDrawn(box);
    band?.remove();
    from = band = null;
    if (drawn) correcting.say(one, correcting.picked, wordIndex(page.words).textIn(box), true);
    else choose(event);
  });
  sheet.addEventListener("pointercancel", () => {
    band?.remove();
    from = band = null;
  });
  sheet.addEventListener("click", (event) => {
    if (correcting.picked === null) choose(event);
  });

  function choose(event) {
    const under = document.elementFromPoint(event.clientX, event.clientY);
    const key = under?.closest?.("[data-try-box]")?.dataset.tryBox;
    if (key && key !== correcting.picked) correcting.pick(key);
  }
}
