/** The side panel: which part it shows, and when it draws that anew. */

import { redraw } from "./dom.js";
import { isField, fieldPanel } from "./panel-field.js";
import { anchorsPanel } from "./panel-anchors.js";
import { listPanel } from "./panel-list.js";
import { manyPanel, selectingPanel } from "./panel-many.js";
import { ruleResult, rulesPanel } from "./panel-rules.js";
import { tablePanel } from "./panel-table.js";
import { templatePanel } from "./panel-template.js";
import { boxOf, itemOf, patched } from "./items.js";
import { valueCard } from "./value-card.js";

/** parts: everything that the panels of single things take, see there */
export function createPanel(root, parts) {
  const { store, found } = parts;
  const body = root.querySelector("[data-panel-body]");
  const tabs = [...root.querySelectorAll("[role=tab]")];
  let tab = "fields";
  let ours = false;

  const shared = {
    ...parts,
    /** A step that a control of the panel makes itself: what is typed in is not drawn anew. */
    own(step) {
      ours = true;
      step();
      ours = false;
    },
    commit(key, changes, redraws = false) {
      const merge = redraws ? null : `${key} ${Object.keys(changes)}`;
      const step = () => store.commit(patched(store.committed, key, changes), { merge });
      if (redraws) step();
      else shared.own(step);
    },
    redraw(name) {
      draw();
      body.querySelector(`[data-name="${name}"]`)?.focus();
    },
  };

  function content() {
    if (tab === "anchors") return anchorsPanel(shared);
    if (tab === "rules") return rulesPanel(shared);
    if (tab === "template") return templatePanel(shared);
    if (parts.selecting()) return selectingPanel(shared);
    const drawn = store.selection.filter((key) => itemOf(store.content, key) && key[0] !== "a");
    if (drawn.length > 1) return manyPanel(shared);
    if (drawn.length === 0) return listPanel(shared);
    return isField(drawn[0]) ? fieldPanel(drawn[0], shared) : tablePanel(drawn[0], shared);
  }

  function draw() {
    redraw(body, content());
  }

  /** New values come in while somebody types: only what shows them is exchanged. */
  function refresh() {
    const typing = body.contains(document.activeElement) && document.activeElement.matches("input, textarea");
    if (!typing) return draw();
    refreshValue();
    for (const place of body.querySelectorAll("[data-rule-result]")) {
      const index = Number(place.dataset.ruleResult);
      const name = store.content.rules?.[index]?.name;
      place.replaceChildren(ruleResult(found.rule(name), found.problem(`rules[${index}]`)));
    }
    return undefined;
  }

  function refreshValue() {
    const card = body.querySelector("[data-value-card]");
    const [key] = store.selection;
    if (!card || !key || !itemOf(store.content, key)) return;
    const printed = store.dragging ? found.printed(boxOf(store.content, key)) : null;
    card.replaceWith(valueCard(found.field(itemOf(store.content, key).name), printed));
    if (!store.dragging) return;
    boxOf(store.content, key).forEach((edge, side) => {
      const input = body.querySelector(`[data-name="place-${side}"]`);
      if (input) input.value = Math.round(edge * 10) / 10;
    });
  }

  function open(name) {
    tab = name;
    for (const one of tabs) {
      const on = one.dataset.tab === name;
      one.setAttribute("aria-selected", String(on));
      one.tabIndex = on ? 0 : -1;
    }
    body.setAttribute("aria-labelledby", `design-tab-${name}`);
    body.scrollTop = 0;
    draw();
    parts.opened?.(name);
  }

  for (const one of tabs) {
    one.addEventListener("click", () => open(one.dataset.tab));
    one.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const next = tabs[(tabs.indexOf(one) + step + tabs.length) % tabs.length];
      open(next.dataset.tab);
      next.focus();
    });
  }

  let frame = null;
  store.subscribe((what) => {
    if (what === "drag") {
      frame ??= requestAnimationFrame(() => {
        frame = null;
        refreshValue();
      });
    } else if (what === "selection" && store.selection.length && tab !== "fields" && store.selection[0][0] !== "a") {
      open("fields");
    } else if (!ours) draw();
  });

  return {
    open,
    draw,
    refresh,
    get tab() {
      return tab;
    },
    focusName() {
      open("fields");
      const input = body.querySelector('[data-name="name"]');
      input?.focus();
      input?.select();
    },
  };
}
