/** The designer: puts state, canvas, panel and server together; each has its own module. */

import { Refused } from "../api.js";
import { createActions } from "../designer/actions.js";
import { createApi } from "../designer/api.js";
import { useIcons } from "../designer/dom.js";
import { createCanvas } from "../designer/draw.js";
import { acceptFiles } from "../dropping.js";
import { attachPointer } from "../designer/input.js";
import { itemOf, itemsOn, pageSize } from "../designer/items.js";
import { attachKeys } from "../designer/keys.js";
import { createLive } from "../designer/live.js";
import { placeName } from "../designer/naming.js";
import { createPages } from "../designer/pages.js";
import { createPanel } from "../designer/panel.js";
import { createProposing } from "../designer/propose.js";
import { createSaving } from "../designer/saving.js";
import { createStore } from "../designer/store.js";
import { contains } from "../designer/geometry.js";
import { shownValue } from "../designer/value-card.js";
import { toast } from "../toast.js";

export default async function designer(root) {
  useIcons(root.dataset.icons);
  const part = (name) => root.querySelector(`[data-design-${name}]`);
  const frame = part("frame");
  const api = createApi(root.dataset.base);
  let given;
  try {
    given = await api.state();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    toast(error.message, "bad");
    return;
  }
  const store = createStore(given.content);
  const say = (text) => {
    part("says").textContent = text;
  };

  const found = createLive({ api, store, words: () => pages?.words, changed });
  const canvas = createCanvas(frame, store, found);
  const pages = createPages({ root, api, store, canvas, samples: new Set(given.samples) });
  const propose = createProposing({ api, store, say });
  const actions = createActions({ store, canvas, words: () => pages.words, propose, say });

  let anchors = null;
  async function findAnchors() {
    anchors = null;
    try {
      anchors = (await api.propose("anchors", store.committed)).anchors;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      anchors = [];
      toast(error.message, "bad");
    }
    showAnchors();
    panel.draw();
  }
  function showAnchors() {
    canvas.set({ anchors: panel.tab === "anchors" ? (anchors ?? []).filter((one) => one.likely) : null });
  }
  function labelBox(text, near) {
    const wanted = text.replace(/[\s:：]/g, "");
    const texts = pages.words?.words.filter((word) => word.text.replace(/[\s:：]/g, "") === wanted) ?? [];
    const away = ({ box }) => Math.abs(box[1] - near[1]) * 3 + Math.abs(box[0] - near[0]);
    const best = texts.sort((a, b) => away(a) - away(b))[0];
    if (!best) return null;
    // a colon is no part of the label as matching finds it again
    const [x0, y0, x1, y1] = best.box;
    const letters = best.text.length;
    const inked = best.text.replace(/[:：]+$/, "").length;
    return [x0, y0, Math.round((x0 + ((x1 - x0) * inked) / letters) * 10) / 10, y1];
  }

  const panel = createPanel(root, {
    store, actions, found, canvas, propose, labelBox,
    library: given.library,
    locale: given.locale ?? undefined,
    published: given.published,
    proposed: () => anchors,
    selecting: () => tools.current === "select",
    opened(name) {
      if (name === "anchors") tools.choose("anchor");
      else if (tools.current === "anchor") tools.choose("field");
      if (name === "anchors" && anchors === null) findAnchors();
      showAnchors();
    },
  });

  const tools = {
    current: "field",
    choose(name) {
      tools.current = name;
      for (const button of root.querySelectorAll("[data-tool]")) {
        button.setAttribute("aria-pressed", String(button.dataset.tool === name));
      }
      canvas.set({ handles: name !== "select" });
      if (name === "anchor" && panel.tab !== "anchors") panel.open("anchors");
      else if (name === "select" && panel.tab !== "fields") panel.open("fields");
      else panel.draw();
    },
  };

  const saving = createSaving({
    api, store, revision: given.revision,
    say(state, error) {
      const words = {
        saved: gettext("Saved"),
        saving: gettext("Saving …"),
        unsaved: gettext("Not saved yet"),
        conflict: gettext("Changed by somebody else"),
      };
      part("saved").textContent = words[state];
      part("saved").dataset.state = state;
      if (error) toast(error.message, "bad");
    },
  });

  function changed(what, error) {
    part("reading").hidden = what !== "waiting";
    if (what === "refused") toast(error.message, "bad");
    if (what !== "live") return;
    canvas.drawAll();
    panel.refresh();
    showProblems();
  }

  function showProblems() {
    const list = part("problems");
    const problems = found.problems();
    list.hidden = problems.length === 0;
    list.replaceChildren(
      ...problems.slice(0, 4).map(({ place, message }) => {
        const item = document.createElement("li");
        item.append(Object.assign(document.createElement("code"), { textContent: placeName(store.content, place) }), ` ${message}`);
        return item;
      }),
    );
  }

  const pointer = attachPointer({
    frame, store, canvas, actions,
    words: () => pages.words,
    tool: () => tools.current,
    pinnable(point) {
      const anchor = (anchors ?? []).find(({ box, page }) => page === store.page && contains(box, point));
      if (anchor) actions.pin(anchor);
    },
  });

  const commands = {
    save: () => saving.now(),
    publish: () => open("publish"),
    tryIt: () => open("try"),
    turn: (by) => pages.turn(by),
    edit() {
      if (store.selection.length !== 1) return;
      if (tools.current === "select") tools.choose("field");
      panel.focusName();
    },
    keys: () => document.getElementById("design-keys").showModal(),
  };
  async function open(name, files = []) {
    if (document.querySelector("dialog[open]")) return;
    await saving.now();
    if (!saving.clean) return;
    const { default: show } = await import(`../designer/${name}.js`);
    show({ root, api, store, saving, found, files, goTo: (key) => actions.goTo(key) });
  }
  acceptFiles(frame, (files) => open("try", files), root);
  attachKeys({ root, frame, store, canvas, actions, pointer, tools, commands });

  function announce() {
    const [key] = store.selection;
    if (store.selection.length !== 1 || !itemOf(store.content, key)) return;
    const name = actions.nameOf(key);
    const entry = found.field(name);
    say(interpolate(gettext("%s selected"), [name]) + (entry ? `: ${shownValue(entry)}` : ""));
  }

  store.subscribe((what) => {
    if (what === "drag") {
      canvas.drawHand();
      if (store.dragging) part("printed").textContent = printedNow();
      return;
    }
    if (what === "page") pages.show();
    canvas.drawAll();
    part("printed").hidden = true;
    part("undo").disabled = !store.canUndo;
    part("redo").disabled = !store.canRedo;
    part("title").textContent = store.content.title || store.content.name;
    if (what === "content") {
      saving.soon();
      found.soon();
      if (panel.tab === "anchors") showAnchors();
      else anchors = null;
    }
    if (what === "selection") announce();
  });
  function printedNow() {
    const [key] = store.selection;
    const item = store.selection.length === 1 && itemsOn(store.content, store.page).find((one) => one.key === key);
    const text = item && item.kind === "field" ? found.printed(item.box) : "";
    part("printed").hidden = !text;
    return text;
  }
  frame.addEventListener("drawing", ({ detail: { box } }) => {
    const text = box && tools.current !== "table" ? found.printed(box) : "";
    part("printed").textContent = text;
    part("printed").hidden = !text;
  });
  frame.addEventListener("rename", () => commands.edit());

  canvas.onView((view) => {
    part("zoom").textContent = `${Math.round(view.scale * 100)}%`;
  });
  root.addEventListener("click", (event) => {
    const tool = event.target.closest("[data-tool]")?.dataset.tool;
    if (tool) tools.choose(tool);
    const action = event.target.closest("[data-do]")?.dataset.do;
    const doing = {
      undo: actions.undo,
      redo: actions.redo,
      in: () => canvas.zoom(1.25),
      out: () => canvas.zoom(0.8),
      fit: () => canvas.refit("fit"),
      width: () => canvas.refit("width"),
      words: () => {
        event.target.closest("[data-do]").setAttribute("aria-pressed", String(canvas.paper.toggleWords()));
      },
      try: commands.tryIt,
      publish: commands.publish,
    }[action];
    doing?.();
  });

  canvas.refit("fit");
  pages.show();
  panel.draw();
  found.soon();
  root.dataset.designing = pageSize(store.content, 1).number;
}
