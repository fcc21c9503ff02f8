/** Publishing: reads the golden documents first, shows what changes, asks why where it is worse. */

import { Refused } from "../api.js";
import { ask } from "../asking.js";
import { el, icon, iconButton } from "./dom.js";
import { untilRead } from "./golden-waiting.js";
import { placeName } from "./naming.js";

const VERDICTS = () => ({
  regressed: ["bad", gettext("worse than before")],
  wrong: ["doubt", gettext("still wrong")],
  fixed: ["good", gettext("right now")],
  dropped: ["quiet", gettext("no longer asked for")],
});

export default async function publish({ api, store, saving }) {
  const runs = el("ul", { class: "suite" });
  const status = el("div", { class: "design-publish-status", role: "status" });
  const reason = el("textarea", { class: "textarea", rows: 2, id: "publish-reason" });
  const why = el("div", { hidden: true, class: "form-row" }, el("label", { class: "label", for: "publish-reason", text: gettext("Why it is published all the same") }), reason);
  const button = el("button", { type: "button", class: "button button-primary", data: { publish: "" }, disabled: true }, gettext("Publish"));
  const dialog = el(
    "dialog",
    { class: "dialog design-publish", "aria-labelledby": "publish-title" },
    el(
      "div",
      { class: "dialog-body" },
      el("h2", { id: "publish-title", text: gettext("Publish this version") }),
      el("p", { class: "muted", text: gettext("New documents are read by it from then on. What was published before stays and can be restored.") }),
      runs,
      why,
      status,
    ),
    el(
      "div",
      { class: "dialog-foot" },
      el("button", { type: "button", class: "button", onclick: () => dialog.close() }, gettext("Back")),
      button,
    ),
  );
  document.body.append(dialog);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.showModal();
  let regressed = 0;

  reason.addEventListener("input", allow);
  function allow() {
    button.disabled = regressed > 0 && !reason.value.trim();
  }

  /** Every document is asked for at once; then one after the other is waited for. */
  async function runAll() {
    const { suite } = await api.state();
    const asked = [];
    for (const golden of suite) {
      const row = runs.appendChild(el("li", { class: "suite-one" }));
      asked.push([golden, row, await api.runGolden(golden.id, true)]);
      progress(row, asked.at(-1)[2]);
    }
    for (const [golden, row, first] of asked) {
      const result = await over(golden, row, first);
      if (!result) return;
      regressed += result.regressed;
      row.replaceWith(ran(result, () => remove(golden, result)));
      status.replaceChildren();
    }
    why.hidden = regressed === 0;
    allow();
  }

  function over(golden, row, first) {
    const show = (answer, left) => {
      progress(row, answer);
      status.replaceChildren(left ? el("p", { class: "notice notice-doubt" }, icon("clock"), el("span", { text: gettext("No worker has taken it up yet. All of them are busy, or none is running: ask who runs this installation. It is read as soon as one is free, also if you close this.") })) : "");
    };
    return untilRead(first, { ask: () => api.runGolden(golden.id), show, open: () => dialog.isConnected });
  }

  async function remove(golden, { regressed: worse }) {
    let reason = "";
    if (worse) {
      reason = await ask(gettext("Take it out of the suite?"), {
        label: gettext("Why?"),
        note: interpolate(gettext("%s stands in the way of this version. The reason stays with the template."), [golden.name]),
        button: gettext("Take it out"),
        required: true,
      });
    }
    if (reason === null) return;
    try {
      await api.removeGolden(golden.id, reason);
    } catch (error) {
      refused(error);
      return;
    }
    runs.replaceChildren();
    regressed = 0;
    start();
  }

  async function start() {
    button.disabled = true;
    status.replaceChildren();
    try {
      await runAll();
    } catch (error) {
      refused(error);
    }
  }

  function refused(error) {
    if (!(error instanceof Refused)) throw error;
    status.replaceChildren(refusal(error, store.committed));
    allow();
  }

  button.addEventListener("click", async () => {
    button.disabled = true;
    status.replaceChildren(el("p", { class: "muted", text: gettext("Publishing …") }));
    try {
      const { url } = await api.publish({ reason: reason.value, revision: saving.revision });
      saving.stop();
      location.assign(url);
    } catch (error) {
      refused(error);
    }
  });
  start();
}

function progress(row, { name, state, pages, pages_read: read }) {
  const word =
    state === "waiting"
      ? gettext("Waiting for a reader …")
      : pages > 1
        ? interpolate(gettext("Reading page %s of %s …"), [Math.min(read + 1, pages), pages])
        : gettext("Reading …");
  row.replaceChildren(
    el("span", { class: "truncate", text: name }),
    el("span", { class: "state state-work", text: word }),
  );
}

function ran({ name, changes, values, regressed, problem }, remove) {
  const tone = regressed ? "bad" : changes.some(({ verdict }) => verdict === "wrong") ? "doubt" : "good";
  const word = problem
    ? gettext("can't be read")
    : regressed
    ? interpolate(ngettext("%s value worse", "%s values worse", regressed), [regressed])
    : changes.length
      ? interpolate(ngettext("%s change", "%s changes", changes.length), [changes.length])
      : interpolate(ngettext("%s value as expected", "%s values as expected", values), [values]);
  return el(
    "li",
    { class: "suite-one", data: { regressed } },
    el("span", { class: "truncate", text: name }),
    el("span", { class: `state state-${tone}`, text: word }),
    iconButton("delete", gettext("Take it out of the suite"), remove),
    problem ? el("p", { class: "suite-problem small", text: problem }) : null,
    changes.length ? changed(changes) : null,
  );
}

function changed(changes) {
  const words = VERDICTS();
  const shown = (value) => (value === null || value === undefined ? "–" : String(value));
  return el(
    "table",
    { class: "suite-changes" },
    el("thead", {}, el("tr", {}, [gettext("Value"), gettext("Expected"), gettext("Before"), gettext("Now"), ""].map((text) => el("th", { scope: "col", text })))),
    el("tbody", {}, changes.map(({ place, expected, before, after, verdict }) =>
      el("tr", { class: `suite-${verdict}` }, [place || gettext("document"), shown(expected), shown(before), shown(after)].map((text) => el("td", { text, title: text })), el("td", {}, el("span", { class: `state state-${words[verdict][0]}`, text: words[verdict][1] }))),
    )),
  );
}

function refusal(error, content) {
  const problems = error.body?.problems ?? [];
  if (!problems.length) return el("p", { class: "notice notice-bad" }, icon("error"), el("span", { text: error.message }));
  return el(
    "div",
    { class: "notice notice-bad" },
    icon("error"),
    el("ul", {}, problems.map(({ place, message }) => el("li", {}, el("code", { text: placeName(content, place) }), ` ${message}`))),
  );
}
