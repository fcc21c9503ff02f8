/**
 * Try it: other documents of the kind, read by the draft; page through them, correct what was read
 * wrong, make them golden.
 */

import { Refused } from "../api.js";
import { acceptFiles } from "../dropping.js";
import { toast } from "../toast.js";
import { createCorrecting } from "./correcting.js";
import { el, icon, iconButton, redraw } from "./dom.js";
import { pageView } from "./try-page.js";
import { valuesOf } from "./try-values.js";

/** What was dropped stays while the page is open: after a change it is read again. */
const tried = [];
let chosen = 0;
let reading = Promise.resolve();

const WORDS = () => ({
  accepted: ["good", gettext("Accepted")],
  needs_review: ["doubt", gettext("Needs review")],
  unmatched: ["bad", gettext("Not recognised")],
  failed: ["bad", gettext("Failed")],
});

/** files: what was dropped on the designer itself. */
export default function tryIt({ api, store, files = [] }) {
  const list = el("ul", { class: "try-list" });
  const middle = el("div", { class: "try-page" });
  const values = el("div", { class: "try-values", tabindex: "0", role: "region", "aria-label": gettext("Values") });
  const correcting = createCorrecting({ api, draw });
  const title = el("h2", { id: "try-title", text: gettext("Try it on other documents") });
  const counter = el("span", { class: "muted small number" });
  const drop = el(
    "label",
    { class: "drop try-drop" },
    el("input", { class: "visually-hidden", type: "file", multiple: true, accept: "image/*,.pdf,.tif,.tiff" }),
    icon("upload", "l"),
    el("b", { text: gettext("Drop documents of this kind") }),
    el("span", { class: "muted small", text: gettext("none of them becomes a record") }),
  );
  const dialog = el(
    "dialog",
    { class: "dialog try", "aria-labelledby": "try-title" },
    el(
      "header",
      { class: "try-head" },
      title,
      counter,
      el("span", { class: "try-space" }),
      iconButton("left", gettext("Previous document"), () => turn(-1)),
      iconButton("right", gettext("Next document"), () => turn(1)),
      iconButton("close", gettext("Close"), () => dialog.close()),
    ),
    el("div", { class: "try-body" }, el("div", { class: "try-side" }, drop, list), middle, values),
  );
  document.body.append(dialog);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("keydown", (event) => {
    if (event.target.closest("input, textarea, select")) return;
    const step = { ",": -1, ".": 1, PageUp: -1, PageDown: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    turn(step);
  });
  dialog.showModal();
  acceptFiles(drop, take, dialog);
  if (files.length) take(files);
  else {
    draw();
    readAll();
  }

  function take(chosenFiles) {
    for (const file of chosenFiles) tried.push({ file, content: null, result: null, error: null });
    chosen = tried.length - chosenFiles.length;
    draw();
    readAll();
  }

  /** One document at a time, also where more are dropped meanwhile or the window is opened anew. */
  function readAll() {
    reading = reading.catch(() => {}).then(readWaiting);
  }

  async function readWaiting() {
    for (const one of tried) {
      if (!dialog.isConnected) return;
      if (one.content !== store.committed) await read(one);
    }
  }

  async function read(one) {
    const content = store.committed;
    const say = (pages, of) => {
      one.busy = interpolate(gettext("Reading page %s of %s …"), [pages + 1, of]);
      draw();
    };
    one.busy = gettext("Reading …");
    draw();
    try {
      one.result = await api.tryOn(content, one.file, say);
      one.error = null;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      [one.result, one.error] = [null, error.message];
    }
    Object.assign(one, { content, busy: null });
    draw();
  }

  function turn(by) {
    if (!tried.length) return;
    chosen = (chosen + by + tried.length) % tried.length;
    correcting.pick(null);
  }

  function state(one) {
    if (one.busy) return ["work", one.busy];
    if (one.error) return ["bad", gettext("Failed")];
    if (!one.result) return ["quiet", gettext("Waiting")];
    return WORDS()[one.result.record.status] ?? ["quiet", one.result.record.status];
  }

  function draw() {
    const done = tried.filter(({ result }) => result);
    const accepted = done.filter(({ result }) => result.record.status === "accepted").length;
    counter.textContent = done.length
      ? interpolate(gettext("%s of %s accepted"), [accepted, done.length])
      : "";
    list.replaceChildren(
      ...tried.map((one, index) => {
        const [tone, word] = state(one);
        return el(
          "li",
          {},
          el(
            "button",
            { type: "button", class: "try-one", "aria-current": index === chosen ? "true" : undefined, data: { tried: index, state: one.result?.record.status ?? "" }, onclick: () => { chosen = index; correcting.pick(null); } },
            el("span", { class: "truncate", text: one.file.name }),
            el("span", { class: `state state-${tone}`, text: word }),
            one.golden ? icon("star") : null,
          ),
        );
      }),
    );
    const one = tried[chosen];
    if (!one?.result) {
      middle.replaceChildren(one?.error ? el("p", { class: "notice notice-bad", text: one.error }) : el("p", { class: "muted", text: one ? one.busy || gettext("Waiting") : gettext("The documents appear here, with what is read from them.") }));
      values.replaceChildren();
      return;
    }
    redraw(middle, pageView(one, correcting));
    redraw(values, valuesOf(one, { correcting, state: state(one), makeGolden }));
    for (const part of values.querySelectorAll(".try-cell[aria-pressed=true], [data-try-edit]")) {
      part.scrollIntoView({ block: "nearest", inline: "nearest" });
    }
  }

  async function makeGolden(one) {
    try {
      await api.golden(one.content, one.file, correcting.corrected(one));
      one.golden = true;
      toast(gettext("It belongs to the suite now."), "good");
      draw();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      toast(error.message, "bad");
    }
  }
}
