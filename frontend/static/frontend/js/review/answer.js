/**
 * The answer to one doubt: what stands in the field, where it comes from, whether it is right.
 *
 * mode "look": the machine's reading, or a chosen alternative, stands there; "edit": a person
 * types. What is typed is checked by the server while it is typed.
 */

import { Refused, call } from "../api.js";

const PAUSE = 160;

export function answerOf(card, doubts) {
  const form = card.querySelector("[data-answer]");
  const input = card.querySelector("[data-input]");
  const said = card.querySelector("[data-said]");
  const label = card.querySelector("[data-answer-label]");
  const choices = [...card.querySelectorAll("[data-choose]")];
  const parts = [...card.querySelectorAll("[data-part]")];
  const kind = card.dataset.kind;
  const onValue = kind === "value" || kind === "audit";
  const isMark = input.readOnly;
  const question = label.textContent;
  const original = { value: JSON.parse(card.dataset.value), shown: card.dataset.shown };
  let mode = "look";
  let chosen = null;
  let picked = "";
  let part = null;
  let region = null;
  let timer = 0;
  let asked = 0;

  function turn(to) {
    mode = to;
    form.dataset.mode = to;
  }

  function say(text, wrong = false) {
    said.textContent = text;
    form.toggleAttribute("data-wrong", wrong);
    input.setAttribute("aria-invalid", String(wrong));
  }

  function press(buttons, one) {
    for (const button of buttons) button.setAttribute("aria-pressed", String(button === one));
  }

  function reset() {
    if (part) label.textContent = question;
    part = null;
    chosen = null;
    picked = "";
    press(choices, null);
    press(parts, null);
    input.value = onValue ? original.shown : "";
    turn("look");
    say(region ? gettext("The place is drawn. Enter what stands there.") : "");
    input.setSelectionRange?.(input.value.length, input.value.length);
  }

  function choose(number) {
    if (parts.length) return correct(number);
    chosen = choices[number - 1];
    if (!chosen) return;
    press(choices, chosen);
    picked = isMark ? "" : String(number);
    input.value = chosen.dataset.shown;
    turn("look");
    say("");
  }

  /** A value of a broken rule, to be typed anew. */
  function correct(number) {
    part = parts[number - 1];
    if (!part) return;
    press(parts, part);
    label.textContent = interpolate(gettext("Correct “%s”"), [
      part.querySelector(".review-part-label").textContent,
    ]);
    input.value = part.dataset.shown;
    turn("edit");
    input.focus();
    input.select();
  }

  function step(by) {
    const at = chosen ? choices.indexOf(chosen) + 1 : 0;
    const next = Math.min(Math.max(at + by, 0), choices.length);
    if (next === 0) reset();
    else {
      choose(next);
      picked = "";
    }
  }

  function type(text) {
    if (isMark) return;
    input.focus();
    input.value = text;
    picked = "";
    press(choices, null);
    turn("edit");
    input.setSelectionRange(text.length, text.length);
    check();
  }

  function edit() {
    if (isMark) return;
    input.focus();
    turn("edit");
    picked = "";
    const weak = chosen ? -1 : weakest(card, input.value);
    if (weak >= 0) input.setSelectionRange(weak, weak + 1);
    else input.setSelectionRange(input.value.length, input.value.length);
  }

  function check() {
    clearTimeout(timer);
    if (!onValue && !part) return;
    timer = setTimeout(async () => {
      const number = ++asked;
      const text = input.value;
      const wanted = part ? { text, name: part.dataset.name } : { text };
      try {
        const found = await call("POST", `${doubts}${card.dataset.doubt}/check/`, wanted);
        if (number !== asked || mode !== "edit" || input.value !== text) return;
        if (found.problem) say(found.problem, true);
        else if (found.doubt) say(found.doubt);
        else say(found.value === null || found.value === text ? "" : `= ${found.value}`);
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
      }
    }, PAUSE);
  }

  // an input method writes by itself, and a click asks for the cursor where it points
  input.addEventListener("compositionstart", () => {
    if (mode === "look") input.value = "";
    turn("edit");
  });
  input.addEventListener("pointerdown", () => {
    if (!isMark) turn("edit");
  });
  input.addEventListener("input", () => {
    turn("edit");
    check();
  });
  for (const button of choices) {
    button.addEventListener("click", () => {
      choose(Number(button.dataset.choose));
      input.focus();
    });
  }
  for (const button of parts) {
    button.addEventListener("click", () => correct(Number(button.dataset.part)));
  }

  /** What Enter sends: { action, body, typed }, or { problem } where there is nothing to send. */
  function sent() {
    clearTimeout(timer);
    const text = input.value;
    if (part) {
      const { name, row } = part.dataset;
      const place = row === undefined ? null : Number(row);
      return { action: "correct", body: { name, row: place, text }, typed: true };
    }
    if (!onValue) {
      if (kind === "rule" && !text.trim()) {
        return {
          problem: gettext(
            "Say why the rule may be broken here, or press a number and correct the value.",
          ),
        };
      }
      return { action: "decide", body: { reason: text.trim() }, typed: kind === "rule" };
    }
    const place = region ? { region } : {};
    if (mode === "edit") {
      if (!text.trim()) {
        return { problem: gettext("Type the value; or press Delete where the place is empty.") };
      }
      return { action: "decide", body: { text, ...place }, typed: true };
    }
    const value = chosen ? JSON.parse(chosen.dataset.value) : original.value;
    if (value === null) {
      return {
        problem: original.shown
          ? gettext("This is no value of its kind. Correct it, or press Delete where it is empty.")
          : gettext("Nothing was read. Type the value, or press Delete where it is empty."),
      };
    }
    return { action: "decide", body: { value, ...place }, typed: false };
  }

  reset();
  return {
    get state() {
      return { mode, picked, choices: parts.length || choices.length };
    },
    get region() {
      return region;
    },
    focus: () => input.focus({ preventScroll: true }),
    place(drawn) {
      region = drawn;
      say(gettext("The place is drawn. Enter what stands there."));
      input.focus();
      input.select();
    },
    suggest(text) {
      if (mode === "look" && text) {
        type(text);
        input.select();
      }
    },
    reset,
    choose,
    step,
    type,
    edit,
    sent,
    say,
  };
}

/** Where in the field the first doubtful character stands; -1 where the field says otherwise. */
function weakest(card, text) {
  const reading = card.querySelector("[data-reading]");
  const mark = reading?.querySelector("mark");
  if (!mark || reading.textContent !== text) return -1;
  let at = 0;
  for (let node = mark.previousSibling; node; node = node.previousSibling) {
    at += node.textContent.length;
  }
  return at;
}
