/** The value that the reader finds in a field, as the panel and the list show it. */

import { el, icon } from "./dom.js";
import { toneOf } from "./shapes.js";

export function shownValue(entry) {
  if (!entry) return "…";
  if (entry.value === null) return entry.text || "–";
  if (entry.value === true) return gettext("marked");
  if (entry.value === false) return gettext("not marked");
  return entry.value;
}

/** drawing: what is printed in the box while it is still being drawn or dragged. */
export function valueCard(entry, drawing = null) {
  const tone = drawing === null ? toneOf(entry) : null;
  const words = { good: gettext("accepted"), doubt: gettext("in doubt"), bad: gettext("no value") };
  const text = drawing ?? shownValue(entry);
  const same = !entry || entry.text === entry.value || entry.text === null || drawing !== null;
  return el(
    "div",
    { class: `design-value ${tone ? `design-value-${tone}` : ""}`, role: "status", data: { valueCard: "" } },
    el(
      "div",
      { class: "design-value-head" },
      el("span", { class: "muted small", text: gettext("Read here") }),
      tone ? el("span", { class: `state state-${tone}`, text: words[tone] }) : null,
      tone && entry.value !== null
        ? el("span", { class: "muted small number", text: `${(100 * entry.confidence).toFixed(1)}%` })
        : null,
    ),
    el("div", { class: "design-value-text", text: text || gettext("nothing yet"), data: { value: "" } }),
    same ? null : el("div", { class: "muted small", text: interpolate(gettext("printed as %s"), [`“${entry.text}”`]) }),
    tone && tone !== "good" && entry.reason
      ? el("div", { class: "design-value-why small" }, icon("info"), el("span", { text: entry.reason }))
      : null,
  );
}
