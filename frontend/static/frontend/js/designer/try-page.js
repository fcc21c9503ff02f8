/** The pages of a document that was tried, with the boxes of what was read. */

import { toneOf } from "./shapes.js";

const SVG = "http://www.w3.org/2000/svg";

function svg(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

export function pageView({ record, pages }) {
  const all = document.createElement("div");
  pages.forEach(({ width, height, image }, index) => {
    const sheet = svg("svg", { class: "try-sheet", viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": interpolate(gettext("Page %s"), [index + 1]) });
    sheet.append(svg("image", { href: image, width, height }));
    const number = record.pages[index]?.number ?? index + 1;
    const entries = [
      ...Object.entries(record.fields),
      ...Object.entries(record.tables).flatMap(([name, rows]) =>
        rows.flatMap((row) => Object.entries(row).map(([column, cell]) => [`${name}.${column}`, cell])),
      ),
    ];
    for (const [name, entry] of entries) {
      if (!entry.box || entry.page !== number) continue;
      const box = svg("polygon", { class: `box box-${toneOf(entry)}`, points: entry.box.map((point) => point.join(",")).join(" ") });
      box.append(Object.assign(svg("title", {}), { textContent: `${name}: ${entry.value ?? "–"}` }));
      sheet.append(box);
    }
    all.append(sheet);
  });
  return all;
}
