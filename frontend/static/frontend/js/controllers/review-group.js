/** Many doubts side by side: tick the odd ones out, Enter accepts the rest as one step. */

import { Refused, call } from "../api.js";
import { keepLeases } from "../review/leases.js";
import { madeUp } from "../review/steps.js";
import { toast } from "../toast.js";

const FEW = 3;

export default function reviewGroup(element) {
  const { doubts } = element.dataset;
  const cells = [...element.querySelectorAll("[data-cell]")];
  const boxes = cells.map((cell) => cell.querySelector("input"));
  const button = element.querySelector("[data-accept-rest]");
  const counted = element.querySelector("[data-counted]");
  const group = crypto.randomUUID?.() ?? madeUp();
  let busy = false;

  const shown = boxes.map((box) => Number(box.value));
  const rest = () => boxes.filter((box) => !box.checked).map((box) => Number(box.value));
  const odd = () => boxes.filter((box) => box.checked).map((box) => box.value);

  function count() {
    const number = rest().length;
    counted.textContent = interpolate(
      ngettext("%s is as it was read", "%s are as they were read", number),
      [number],
    );
    button.disabled = number === 0;
  }

  /** The next page of the group; the odd ones stay in the queue, out of this grid. */
  function on() {
    const query = new URLSearchParams(location.search);
    const passed = [query.get("passed"), ...odd()].filter(Boolean).join(",");
    if (passed) query.set("passed", passed);
    location.search = query;
  }

  async function accept() {
    const ids = rest();
    if (busy || ids.length === 0) return;
    busy = true;
    button.disabled = true;
    try {
      const { outcomes, refused } = await call("POST", `${doubts}accept/`, { ids, group });
      const left = odd().map(Number);
      if (left.length) await call("POST", `${doubts}release/`, { ids: left });
      const done = outcomes.filter((one) => one.status === "accepted").length;
      const said = [
        interpolate(ngettext("%s value decided.", "%s values decided.", outcomes.length), [
          outcomes.length,
        ]),
        interpolate(ngettext("%s record is accepted.", "%s records are accepted.", done), [done]),
        ...new Set(refused),
      ];
      sessionStorage.setItem("review-said", said.join(" "));
      on();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      toast(error.message, "bad");
      busy = false;
      count();
    }
  }

  async function undo() {
    try {
      const { opened, refused } = await call("POST", `${doubts}undo/`, {});
      const open = ngettext("%s is open again.", "%s are open again.", opened.length);
      const said = [interpolate(open, [opened.length]), ...refused.slice(0, FEW)];
      sessionStorage.setItem("review-said", said.join(" "));
      location.reload();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      toast(error.message, "bad");
    }
  }

  function move(from, key) {
    const perRow = cells.filter((cell) => cell.offsetTop === cells[0].offsetTop).length;
    const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -perRow, ArrowDown: perRow }[key];
    boxes[from + by]?.focus();
  }

  keepLeases(doubts, () => shown);
  element.addEventListener("change", count);
  button?.addEventListener("click", accept);
  element.querySelector("[data-undo]")?.addEventListener("click", undo);
  document.addEventListener("keydown", (event) => {
    if (document.querySelector("dialog[open]") || event.isComposing) return;
    if (event.altKey && event.code === "KeyZ") {
      event.preventDefault();
      return undo();
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "?" && !event.target.closest("input[type=search], textarea")) {
      event.preventDefault();
      return document.getElementById("review-group-keys").showModal();
    }
    const at = boxes.indexOf(event.target);
    if (event.key === "Enter" && (at >= 0 || event.target === document.body)) {
      event.preventDefault();
      accept();
    } else if (event.key.startsWith("Arrow") && at >= 0) {
      event.preventDefault();
      move(at, event.key);
    }
  });

  const said = sessionStorage.getItem("review-said");
  if (said) toast(said, "good");
  sessionStorage.removeItem("review-said");
  if (boxes.length) {
    count();
    boxes[0].focus({ preventScroll: true });
  }
}
