/** Quick reading: sends one picture and lists its lines beside their boxes. */

import { Refused, call } from "../api.js";
import { boundsOf } from "../geometry.js";
import { acceptFiles } from "../dropping.js";

const SVG = "http://www.w3.org/2000/svg";

export default function read(element) {
  const part = (name) => element.querySelector(`[data-read-${name}]`);
  const template = part("line");
  let text = "";

  acceptFiles(element.querySelector(".drop"), ([file]) => send(file));

  async function send(file) {
    say(interpolate(gettext("Reading %s …"), [file.name]), "");
    part("result").hidden = true;
    const body = new FormData();
    body.append("file", file);
    try {
      show(await call("POST", element.dataset.url, body));
      say("", "");
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      say(error.message, "bad");
    }
  }

  function say(message, kind) {
    const note = part("state");
    note.textContent = message;
    note.className = `read-state ${message ? `notice notice-${kind}` : ""}`;
  }

  function show({ width, height, image, lines, seconds }) {
    const picture = part("picture");
    picture.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const page = document.createElementNS(SVG, "image");
    for (const [name, value] of Object.entries({ href: image, width, height })) {
      page.setAttribute(name, value);
    }
    const boxes = lines.map(box);
    const rows = lines.map(row);
    picture.replaceChildren(page, ...boxes);
    part("lines").replaceChildren(...rows);
    rows.forEach((one, index) => pair(one, boxes[index]));
    text = lines.map((line) => line.text).join("\n");
    part("figures").textContent = interpolate(
      ngettext("%s line in %s s", "%s lines in %s s", lines.length),
      [lines.length, seconds.toFixed(1)],
    );
    part("result").hidden = false;
    element.querySelector(".drop").classList.add("drop-small");
  }

  function row(line) {
    const item = template.content.firstElementChild.cloneNode(true);
    const { x0, y0, x1, y1 } = boundsOf(line.quad);
    item.querySelector(".read-text").textContent = line.text;
    item.querySelector(".read-sure").textContent = `${(line.confidence * 100).toFixed(1)}%`;
    item.querySelector(".read-box").textContent = [x0, y0, x1, y1].map(Math.round).join(", ");
    return item;
  }

  function box(line) {
    const polygon = document.createElementNS(SVG, "polygon");
    polygon.setAttribute("points", line.quad.map((point) => point.join(",")).join(" "));
    polygon.setAttribute("class", `box ${line.confidence < 0.9 ? "box-doubt" : ""}`);
    return polygon;
  }

  function pair(item, polygon) {
    const mark = (on) => {
      item.classList.toggle("on", on);
      polygon.classList.toggle("chosen", on);
    };
    for (const one of [item, polygon]) {
      one.addEventListener("pointerenter", () => mark(true));
      one.addEventListener("pointerleave", () => mark(false));
    }
    item.addEventListener("focus", () => mark(true));
    item.addEventListener("blur", () => mark(false));
    polygon.addEventListener("click", () => item.focus());
  }

  part("copy").addEventListener("click", async (event) => {
    await navigator.clipboard.writeText(text);
    event.currentTarget.textContent = gettext("Copied");
  });
}
