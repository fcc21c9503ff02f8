/**
 * Shows the template's sample beside the page: what is chosen among the values is marked on it.
 *
 * The sample is drawn when it is first asked for, and the choice is kept from record to record.
 */

const KEPT = "beside";

export default function beside(element) {
  const source = element.querySelector("[data-beside-source]");
  if (!source) return;
  const pane = element.querySelector("[data-beside-pane]");
  const button = element.querySelector("[data-beside-toggle]");
  const record = element.closest("[data-record]");
  const chosen = () => record.querySelector("[data-panel] [data-value].chosen")?.dataset.value;
  const sheets = pane.querySelector("[data-beside-sheets]");
  const pages = () => [...pane.querySelectorAll("[data-beside-page]")];

  function show(open) {
    if (open && !sheets.childElementCount) sheets.append(source.content.cloneNode(true));
    pane.hidden = !open;
    element.toggleAttribute("data-beside", open);
    button.setAttribute("aria-pressed", String(open));
    sessionStorage.setItem(KEPT, open ? "yes" : "");
    if (open) follow();
  }

  const toggle = () => show(pane.hidden);

  function turn(index) {
    const all = pages();
    const shown = all[Math.max(0, Math.min(index, all.length - 1))];
    for (const page of all) page.hidden = page !== shown;
    for (const button of pane.querySelectorAll("[data-beside-turn]")) {
      button.setAttribute("aria-pressed", String(button.dataset.besideTurn === shown.dataset.besidePage));
    }
  }

  /** The sample page that has the chosen value; without one, the page at the same place. */
  function follow() {
    const number = element.querySelector("[data-sheet]:not([hidden])")?.dataset.sheet;
    const same = pages().findIndex((page) => page.dataset.besidePage === number);
    // more pages than the sample has: those are of its last kind
    turn(same < 0 ? pages().length - 1 : same);
    mark(chosen());
  }

  function mark(name) {
    for (const old of pane.querySelectorAll(".drawn-on")) old.classList.remove("drawn-on");
    // "items.amount:1" is a cell, "row:items:1" a row of the table "items", "table:items" itself
    const key = name && (/^(?:table|row):([^:]+)/.exec(name)?.[1] ?? name.split(".")[0]);
    const drawn = key && pane.querySelector(`[data-drawn="${CSS.escape(key)}"]`);
    if (!drawn) return;
    turn(pages().findIndex((page) => page.contains(drawn)));
    const shape = drawn.matches("rect") ? drawn : drawn.querySelector("rect");
    shape.classList.add("drawn-on");
    shape.scrollIntoView({ block: "nearest" });
  }

  button.addEventListener("click", toggle);
  pane.addEventListener("click", (event) => {
    const wanted = event.target.closest("[data-beside-turn]")?.dataset.besideTurn;
    if (wanted) turn(pages().findIndex((page) => page.dataset.besidePage === wanted));
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.key !== "s") return;
    if (event.target.closest("input, textarea, select, dialog, [role=menu]")) return;
    event.preventDefault();
    toggle();
  });
  element.addEventListener("turned", () => pane.hidden || follow());
  record.addEventListener("chosen", (event) => pane.hidden || mark(event.detail.name));
  new ResizeObserver(() => pane.hidden || mark(chosen())).observe(pane);
  if (sessionStorage.getItem(KEPT)) show(true);
}
