/** The panel of rules: what must hold between values, with its result on the sample. */

import { completing } from "./complete.js";
import { more, textRow } from "./controls.js";
import { el, icon, iconButton } from "./dom.js";
import { namesIn } from "./naming.js";

/** parts: { store, found, own, redraw } */
export function rulesPanel({ store, found, own, redraw }) {
  const rules = store.content.rules ?? [];
  const write = (next, merge = null) => {
    const { rules: _gone, ...rest } = store.committed;
    store.commit(next.length ? { ...store.committed, rules: next } : rest, { merge });
  };
  const change = (index, changes, merge) =>
    own(() => {
      const next = (store.committed.rules ?? []).map((rule, i) => {
        if (i !== index) return rule;
        const to = { ...rule, ...changes };
        for (const name of Object.keys(changes)) if (changes[name] === undefined) delete to[name];
        return to;
      });
      write(next, `${merge} ${index}`);
    });
  const add = (rule) => {
    write([...rules, { ...rule, name: freeName(rules, rule.name) }]);
    redraw(`rule-${rules.length}-expr`);
  };
  return [
    el("div", { class: "design-section" }, el("h2", { text: gettext("Rules") }), el("span", { class: "count", text: rules.length })),
    el("p", { class: "small muted design-note", text: gettext("What must hold between the values. A document that breaks a rule goes to a person.") }),
    rules.map((rule, index) => ruleCard(rule, index, { store, found, change, remove: () => write(rules.filter((_, i) => i !== index)) })),
    el("button", { type: "button", class: "button", data: { name: "add-rule" }, onclick: () => add({ name: gettext("adds up"), expr: proposal(store.content) }) }, icon("plus"), gettext("Add a rule")),
  ];
}

function ruleCard(rule, index, { store, found, change, remove }) {
  const input = el("input", {
    class: "input mono",
    value: rule.expr,
    spellcheck: "false",
    autocomplete: "off",
    placeholder: "sum(items.amount) + tax == total",
    "aria-label": gettext("Rule"),
    data: { name: `rule-${index}-expr` },
    oninput: () => change(index, { expr: input.value }, "rule expr"),
  });
  return el(
    "div",
    { class: "design-rule", data: { rule: rule.name } },
    el(
      "div",
      { class: "design-rule-head" },
      el("input", {
        class: "input",
        value: rule.name,
        "aria-label": gettext("Name of the rule"),
        data: { name: `rule-${index}-name` },
        oninput: (event) => change(index, { name: event.target.value }, "rule name"),
      }),
      iconButton("delete", gettext("Delete the rule"), remove),
    ),
    completing(input, () => namesIn(store.content)),
    el("div", { data: { ruleResult: String(index) } }, ruleResult(found.rule(rule.name), found.problem(`rules[${index}]`))),
    more(
      `rule-${index}-more`,
      gettext("More"),
      textRow(`rule-${index}-tolerance`, gettext("Tolerance"), rule.tolerance, (tolerance) => change(index, { tolerance }, "rule tolerance"), { mono: true, placeholder: "0", wide: false }),
      textRow(`rule-${index}-message`, gettext("Message"), rule.message, (message) => change(index, { message }, "rule message"), { wide: false }),
    ),
  );
}

export function ruleResult(result, problem) {
  if (problem) return el("div", { class: "small bad-text", text: problem });
  if (!result) return el("div", { class: "small muted", text: "…" });
  const [tone, text] =
    result.passed === true
      ? ["good", gettext("holds on the sample")]
      : result.passed === false
        ? ["bad", gettext("fails on the sample")]
        : ["quiet", gettext("can't be evaluated: a value is missing")];
  return el(
    "div",
    { class: "design-rule-result small" },
    el("span", { class: `state state-${tone}`, text }),
    result.detail ? el("span", { class: "muted", text: result.detail }) : null,
  );
}

function freeName(rules, wanted) {
  const taken = new Set(rules.map(({ name }) => name));
  let name = wanted;
  for (let number = 2; taken.has(name); number += 1) name = `${wanted} ${number}`;
  return name;
}

/** The rule that invoices want first, where their fields are there. */
function proposal(content) {
  const names = new Set(namesIn(content));
  if (["amount", "tax", "total"].every((name) => names.has(name))) return "amount + tax == total";
  if (["net", "tax", "total"].every((name) => names.has(name))) return "net + tax == total";
  return "";
}
