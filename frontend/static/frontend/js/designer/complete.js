/** Completion of names in the text of a rule: a list under the input, taken with Enter or Tab. */

import { el } from "./dom.js";

const WORD = /[a-z_][\w.]*$/i;
const FUNCTIONS = ["sum(", "count(", "min(", "max(", "abs(", "round(", "and", "or", "not"];
let serial = 0;

/** names(): what can be named now. The returned element holds input and list. */
export function completing(input, names) {
  serial += 1;
  const list = el("ul", { class: "design-complete", role: "listbox", id: `complete-${serial}`, hidden: true });
  let chosen = 0;
  let offered = [];
  for (const [name, value] of Object.entries({
    role: "combobox",
    "aria-expanded": "false",
    "aria-controls": list.id,
    "aria-autocomplete": "list",
  })) {
    input.setAttribute(name, value);
  }

  const begun = () => input.value.slice(0, input.selectionStart).match(WORD)?.[0] ?? "";

  function show() {
    const start = begun();
    const all = [...names(), ...FUNCTIONS];
    offered = start ? all.filter((one) => one.startsWith(start) && one !== start).slice(0, 8) : [];
    chosen = 0;
    draw();
  }

  function draw() {
    list.hidden = offered.length === 0;
    input.setAttribute("aria-expanded", String(offered.length > 0));
    list.replaceChildren(
      ...offered.map((text, index) =>
        el("li", {
          role: "option",
          id: `${list.id}-${index}`,
          "aria-selected": String(index === chosen),
          text,
          onpointerdown: (event) => {
            event.preventDefault();
            take(index);
          },
        }),
      ),
    );
    if (offered.length) input.setAttribute("aria-activedescendant", `${list.id}-${chosen}`);
    else input.removeAttribute("aria-activedescendant");
  }

  function take(index) {
    const end = input.selectionStart;
    const start = end - begun().length;
    input.setRangeText(offered[index], start, end, "end");
    offered = [];
    draw();
    input.dispatchEvent(new Event("input", { bubbles: true }));
    offered = [];
    draw();
  }

  input.addEventListener("input", show);
  input.addEventListener("blur", () => {
    offered = [];
    draw();
  });
  input.addEventListener("keydown", (event) => {
    if (!offered.length) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) chosen = (chosen + step + offered.length) % offered.length;
    else if (event.key === "Enter" || event.key === "Tab") take(chosen);
    else if (event.key === "Escape") offered = [];
    else return;
    event.preventDefault();
    event.stopPropagation();
    draw();
  });
  return el("div", { class: "design-completing" }, input, list);
}
