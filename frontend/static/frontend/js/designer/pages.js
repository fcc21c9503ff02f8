/** The sample's pages: pictures and words fetched once, the strip, turning, adding a sample. */

import { Refused } from "../api.js";
import { toast } from "../toast.js";
import { el, icon } from "./dom.js";
import { pageSize } from "./items.js";
import { wordIndex } from "./words.js";

export function createPages({ root, api, store, canvas, samples }) {
  const strip = root.querySelector("[data-design-strip]");
  const missing = root.querySelector("[data-design-missing]");
  const known = new Map();
  let shown = null;

  function load(number) {
    if (!known.has(number)) known.set(number, fetched(number));
    return known.get(number);
  }

  async function fetched(number) {
    if (!samples.has(number)) return { picture: null, words: wordIndex([]) };
    const [picture, found] = await Promise.all([loadPicture(api.picture(number)), api.words(number)]);
    return { picture, words: wordIndex(found.words, found.vertical, found.horizontal) };
  }

  async function show() {
    const number = store.page;
    shown = null;
    canvas.paper.show(pageSize(store.content, number), null, []);
    canvas.refit();
    drawStrip();
    missing.hidden = samples.has(number);
    try {
      const page = await load(number);
      if (store.page !== number) return;
      shown = page;
      canvas.paper.show(pageSize(store.content, number), page.picture, page.words.words);
      // where names of fields stand depends on the words
      canvas.drawAll();
      root.dataset.page = number;
      root.dataset.words = page.words.words.length;
    } catch (error) {
      known.delete(number);
      if (!(error instanceof Refused)) throw error;
      toast(error.message, "bad");
    }
  }

  function drawStrip() {
    const { pages } = store.content;
    strip.hidden = pages.length < 2;
    if (strip.hidden) return;
    strip.replaceChildren(
      ...pages.map(({ number }) =>
        el(
          "button",
          {
            type: "button",
            class: "design-thumb",
            "aria-current": number === store.page ? "page" : undefined,
            "aria-label": interpolate(gettext("Page %s"), [number]),
            data: { page: number },
            onclick: () => store.turn(number),
          },
          samples.has(number) ? el("img", { src: api.picture(number), alt: "", loading: "lazy" }) : icon("documents"),
          el("span", { class: "small number", text: number }),
        ),
      ),
    );
  }

  missing.querySelector("input")?.addEventListener("change", async (event) => {
    const [file] = event.target.files;
    if (!file) return;
    const number = store.page;
    const form = new FormData();
    form.append("file", file);
    try {
      const { path } = await api.sample(number, form);
      samples.add(number);
      known.delete(number);
      const pages = store.committed.pages.map((page) => (page.number === number ? { ...page, sample: path } : page));
      store.commit({ ...store.committed, pages });
      show();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      toast(error.message, "bad");
    }
    event.target.value = "";
  });

  return {
    show,
    get words() {
      return shown?.words ?? null;
    },
    turn(by) {
      const numbers = store.content.pages.map(({ number }) => number);
      const next = numbers[numbers.indexOf(store.page) + by];
      if (next !== undefined) store.turn(next);
    },
  };
}

function loadPicture(url) {
  return new Promise((done, fail) => {
    const picture = new Image();
    picture.onload = () => done(picture);
    picture.onerror = () => fail(new Refused(0, gettext("The sample's picture could not be loaded. Load the page again."), null));
    picture.src = url;
  });
}
