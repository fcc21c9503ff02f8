/**
 * A person's decisions about the values, rules and the whole of a record, through the API.
 *
 * After each the page is fetched anew and its regions exchanged: the server alone knows what a
 * decision does to rules and status.
 */

import { Refused, call } from "../api.js";
import { ask } from "../asking.js";
import { attach } from "../attach.js";
import { printWhole } from "../printing.js";
import { toast } from "../toast.js";

const REGIONS = "[data-region]";

export default function decide(element) {
  const url = `/api/v1/records/${element.dataset.record}/`;
  const valueOf = (target) => target.closest("[data-name]");
  const chosen = () => element.querySelector("[data-name].chosen");

  async function post(action, body) {
    try {
      await call("POST", `${url}${action}/`, {
        ...body,
        record_version: Number(element.dataset.version),
      });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (error.status === 409) await exchange();
      return error.message;
    }
    await exchange();
    return null;
  }

  async function exchange() {
    const answer = await fetch(location.href, { credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    element.dataset.version = page.querySelector("[data-record]").dataset.version;
    const panel = element.querySelector("[data-panel]");
    const top = panel.scrollTop;
    for (const old of element.querySelectorAll(REGIONS)) {
      const fresh = page.querySelector(`[data-region="${old.dataset.region}"]`);
      if (fresh) old.replaceChildren(...fresh.childNodes);
    }
    await attach(element);
    panel.scrollTop = top;
    element.dispatchEvent(new CustomEvent("exchanged"));
  }

  async function decideValue(entry, value, reason = "") {
    const { name, row, type } = entry.dataset;
    const typed = ["checkbox", "signature"].includes(type) && value !== null;
    const problem = await post("values", {
      name,
      row: row === undefined ? null : Number(row),
      value: typed ? value === "true" : value,
      reason,
    });
    if (problem === null) return true;
    const note = entry.querySelector("[data-error]");
    if (entry.isConnected && note && !entry.querySelector("[data-edit]").hidden) {
      note.textContent = problem;
      note.hidden = false;
    } else toast(problem, "bad");
    return false;
  }

  function edit(entry, open) {
    const form = entry?.querySelector("[data-edit]");
    if (!form) return;
    form.hidden = !open;
    entry.querySelector(".value-actions").hidden = open;
    const input = form.elements.value;
    if (open) {
      input.focus();
      input.select?.();
    } else entry.focus({ preventScroll: true });
  }

  const whole = {
    accept: () => post("accept", {}),
    reopen: () => post("reopen", {}),
    async reject() {
      const reason = await ask(gettext("Reject this record?"), {
        label: gettext("Why?"),
        note: gettext("It is set aside and not delivered. It can be reopened."),
        button: gettext("Reject"),
      });
      return reason === null ? null : post("reject", { reason });
    },
    async override(button) {
      const reason = await ask(gettext("Let this rule pass?"), {
        label: gettext("Why may it be broken here?"),
        note: button.dataset.rule,
        button: gettext("Let pass"),
        required: true,
      });
      return reason === null ? null : post("rules", { rule: button.dataset.rule, reason });
    },
  };
  const single = {
    edit: (entry) => edit(entry, true),
    confirm: (entry) => decideValue(entry, entry.querySelector("[data-edit]").elements.value.value),
    empty: (entry) => decideValue(entry, null, "empty"),
    unreadable: (entry) => decideValue(entry, null, "unreadable"),
  };

  element.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-decide]");
    if (event.target.closest("[data-print]")) printWhole(element);
    if (event.target.closest("[data-keys]")) showKeys();
    if (event.target.closest("[data-edit-cancel]")) edit(valueOf(event.target), false);
    if (!button) return;
    const action = button.dataset.decide;
    if (single[action]) return single[action](valueOf(button));
    const problem = await whole[action](button);
    if (problem) toast(problem, "bad");
  });
  element.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-edit]")) return;
    event.preventDefault();
    decideValue(valueOf(event.target), event.target.elements.value.value);
  });
  element.addEventListener("keydown", (event) => {
    const form = event.target.closest("[data-edit]");
    if (!form) return;
    if (event.key === "Escape") edit(valueOf(form), false);
    if (event.key === "Enter" && !event.shiftKey && event.target.matches("textarea")) {
      event.preventDefault();
      form.requestSubmit();
    }
    event.stopPropagation();
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, dialog, button, a, [role=menu]")) return;
    if (event.key === "Enter" && chosen()) {
      event.preventDefault();
      edit(chosen(), true);
    }
    if (event.key === "y") chosen()?.querySelector("[data-decide=confirm]")?.click();
    if (event.key === "?") showKeys();
    if (event.key === "," || event.key === ".") {
      element.querySelector(`[data-step="${event.key}"][href]`)?.click();
    }
  });

  function showKeys() {
    document.getElementById("keys-dialog").showModal();
  }
}
