/**
 * Ties boxes on the page to values in the panel: what is chosen on one side shows on both.
 *
 * Elements on either side carry data-value with the same name. The choice stands in the
 * address's fragment, so that a link can point to a value.
 */

export default function values(element) {
  const viewer = element.querySelector("[data-controller~=viewer]");
  const panel = element.querySelector("[data-panel]");
  const entries = () => [...panel.querySelectorAll("[data-value]")];
  // tables and rows are chosen by pointer or by their button, not walked through
  const walked = () => entries().filter((entry) => !("group" in entry.dataset));
  const twins = (name) =>
    element.querySelectorAll(
      `[data-value="${CSS.escape(name)}"], [data-detail="${CSS.escape(name)}"]`,
    );
  let chosen = null;

  function choose(name, { scroll = true } = {}) {
    for (const old of element.querySelectorAll(".chosen")) {
      old.classList.remove("chosen");
      old.removeAttribute("aria-current");
    }
    chosen = name;
    if (!name) return history.replaceState(null, "", location.pathname + location.search);
    history.replaceState(null, "", `#${encodeURIComponent(name)}`);
    for (const twin of twins(name)) {
      twin.classList.add("chosen");
      twin.setAttribute("aria-current", "true");
      for (const crop of twin.querySelectorAll("[data-crop]:empty")) magnify(crop);
    }
    const entry = entries().find((one) => one.dataset.value === name);
    if (scroll) entry?.scrollIntoView({ block: "nearest", inline: "nearest" });
    const detail = panel.querySelector(`[data-detail="${CSS.escape(name)}"]`);
    detail?.scrollIntoView({ block: "nearest" });
    const boxes = [...viewer.querySelectorAll(`polygon[data-value="${CSS.escape(name)}"]`)];
    // a table that goes on over pages has an outline on each: the one in sight, else the first
    const box = boxes.find((one) => !one.closest("[data-sheet]").hidden) ?? boxes[0];
    if (entry?.dataset.page) {
      const page = box?.closest("[data-sheet]").dataset.sheet ?? entry.dataset.page;
      const detail = { page, points: box?.getAttribute("points") };
      viewer.dispatchEvent(new CustomEvent("reveal", { detail }));
    }
    element.dispatchEvent(new CustomEvent("chosen", { detail: { name } }));
  }

  function step(by, only = () => true) {
    const all = walked().filter((entry) => only(entry) || entry.dataset.value === chosen);
    if (all.length === 0) return;
    const at = all.findIndex((entry) => entry.dataset.value === chosen);
    const next = at < 0 ? (by > 0 ? 0 : all.length - 1) : (at + by + all.length) % all.length;
    choose(all[next].dataset.value);
    all[next].focus({ preventScroll: true });
  }

  element.addEventListener("click", (event) => {
    if (event.target.closest("[data-dragging], a, button, input, select, textarea, summary")) {
      if (!event.target.closest("[data-choose]")) return;
    }
    const target = event.target.closest("[data-value]");
    if (target) choose(target.dataset.value, { scroll: !panel.contains(target) });
  });
  element.addEventListener("focusin", (event) => {
    const entry = event.target.closest("[data-panel] [data-value]");
    if (entry && entry === event.target && entry.dataset.value !== chosen) {
      choose(entry.dataset.value, { scroll: false });
    }
  });
  for (const type of ["pointerover", "pointerout"]) {
    element.addEventListener(type, (event) => {
      const name = event.target.closest("[data-value]")?.dataset.value;
      if (!name) return;
      for (const twin of twins(name)) twin.classList.toggle("hover", type === "pointerover");
    });
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, dialog, [role=menu]")) return;
    const doubtful = (entry) => entry.dataset.tone !== "good";
    const keys = {
      ArrowDown: () => step(1),
      ArrowUp: () => step(-1),
      j: () => step(1),
      k: () => step(-1),
      d: () => step(1, doubtful),
      D: () => step(-1, doubtful),
      Escape: () => choose(null),
    };
    if (!keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
  element.addEventListener("exchanged", () => chosen && choose(chosen, { scroll: false }));

  const wanted = decodeURIComponent(location.hash.slice(1));
  if (wanted && twins(wanted).length) requestAnimationFrame(() => choose(wanted));
}

/** Draws the page behind a crop's view box, only now that somebody looks at it. */
function magnify(crop) {
  const picture = document.createElementNS("http://www.w3.org/2000/svg", "image");
  picture.setAttribute("href", crop.dataset.crop);
  picture.setAttribute("width", crop.dataset.width);
  picture.setAttribute("height", crop.dataset.height);
  crop.append(picture);
}
