/** Labelled form controls of the panel: each tells what it came to be at once. */

import { el } from "./dom.js";

let serial = 0;

function row(label, control, { hint, wide = true } = {}) {
  serial += 1;
  control.id = `design-${serial}`;
  return el(
    "div",
    { class: wide ? "design-row design-row-wide" : "design-row" },
    el("label", { class: "label", for: control.id, text: label }),
    control,
    hint ? el("p", { class: "hint", text: hint }) : null,
  );
}

/** change(text): called with every letter; undefined where the text is empty. */
export function textRow(name, label, value, change, options = {}) {
  const { mono, hint, placeholder, wide, list, invalid, type = "text", step, min, max } = options;
  const input = el("input", {
    class: mono ? "input mono" : "input",
    type,
    step,
    min,
    max,
    value: value ?? "",
    placeholder,
    list,
    spellcheck: "false",
    autocomplete: "off",
    "aria-invalid": invalid ? "true" : undefined,
    data: { name },
    oninput: () => change(input.value === "" ? undefined : input.value),
  });
  return row(label, input, { hint, wide });
}

export function numberRow(name, label, value, change, options = {}) {
  const said = (text) => {
    const number = Number(text);
    change(text === undefined || Number.isNaN(number) ? undefined : number);
  };
  return textRow(name, label, value, said, { type: "number", step: "any", ...options });
}

/** Lines of a text as a list; undefined where there are none. */
export function linesRow(name, label, value, change, options = {}) {
  const area = el("textarea", {
    class: options.mono ? "textarea mono" : "textarea",
    rows: options.rows ?? Math.min(6, Math.max(2, (value ?? []).length)),
    spellcheck: "false",
    placeholder: options.placeholder,
    data: { name },
    oninput: () => {
      const lines = area.value.split("\n").map((line) => line.trim()).filter(Boolean);
      change(lines.length ? lines : undefined);
    },
  });
  area.value = (value ?? []).join("\n");
  return row(label, area, options);
}

/** choices: [[value, text], …] */
export function selectRow(name, label, value, choices, change, options = {}) {
  const known = choices.some(([one]) => one === (value ?? ""));
  const all = known ? choices : [[value, value], ...choices];
  const select = el(
    "select",
    { class: "select", data: { name }, onchange: () => change(select.value || undefined) },
    all.map(([one, text]) => el("option", { value: one, text, selected: one === (value ?? "") })),
  );
  return row(label, select, options);
}

export function checkRow(name, label, checked, change, hint) {
  const input = el("input", {
    class: "check",
    type: "checkbox",
    checked,
    data: { name },
    onchange: () => change(input.checked),
  });
  return el(
    "label",
    { class: "design-check" },
    input,
    el("span", {}, label, hint ? el("span", { class: "hint", text: hint }) : null),
  );
}

export function more(name, title, ...children) {
  return el("details", { class: "design-more", data: { name } }, el("summary", { text: title }), ...children);
}
