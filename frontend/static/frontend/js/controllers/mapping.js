/**
 * The mapping editor: what is typed is looked at by the server, and the regions that it draws are
 * exchanged. The editor itself is exchanged only after a button, so that no field loses the cursor.
 */

import { attach } from "../attach.js";
import { toast } from "../toast.js";

const PAUSE = 350;

export default function mapping(form) {
  // the buttons named "action" hide the form's own property
  const url = form.getAttribute("action");
  let timer = null;
  let asked = 0;

  async function send(action) {
    clearTimeout(timer);
    const number = (asked += 1);
    const body = new FormData(form);
    body.set("action", action);
    let text;
    try {
      const answer = await fetch(url, { method: "POST", body, credentials: "same-origin" });
      if (!answer.ok) throw new Error(answer.statusText);
      text = await answer.text();
    } catch {
      toast(gettext("The server can't be reached. Check the connection."), "bad");
      form.removeAttribute("aria-busy");
      return;
    }
    // an answer to what was typed before says nothing any more
    if (number !== asked) return;
    exchange(new DOMParser().parseFromString(text, "text/html"), action);
    await attach(form);
    form.removeAttribute("aria-busy");
  }

  function exchange(page, action) {
    const focused = document.activeElement?.name;
    for (const old of form.querySelectorAll("[data-region]")) {
      const name = old.dataset.region;
      if (name === "editor" && action === "look") continue;
      // a dry run stays as it was seen until the next one
      if (name === "dry-run" && action !== "dry_run") continue;
      const fresh = page.querySelector(`[data-region="${CSS.escape(name)}"]`);
      if (fresh && old.isConnected) old.replaceChildren(...fresh.childNodes);
    }
    if (document.activeElement === document.body && focused) form.elements[focused]?.focus?.();
  }

  form.addEventListener("input", (event) => {
    if (["chosen", "catch_up"].includes(event.target.name)) return;
    takeType(event.target);
    form.setAttribute("aria-busy", "true");
    clearTimeout(timer);
    timer = setTimeout(() => send("look"), PAUSE);
  });

  form.addEventListener("submit", (event) => {
    const action = event.submitter?.value ?? "look";
    if (action === "save") return;
    event.preventDefault();
    form.setAttribute("aria-busy", "true");
    send(action);
  });
}

/** A column of a table that is there brings its type along. */
function takeType(input) {
  const option = [...(input.list?.options ?? [])].find((one) => one.value === input.value);
  if (!option?.dataset.type) return;
  input.form.elements[input.name.replace(/name$/, "type")].value = option.dataset.type;
}
