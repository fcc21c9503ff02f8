/** The panel of the template as a whole: name, language, what documents it is considered for. */

import { languages } from "./choices.js";
import { linesRow, numberRow, selectRow, textRow } from "./controls.js";
import { el } from "./dom.js";

const NAME = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** parts: { store, own, published } */
export function templatePanel({ store, own, published }) {
  const content = store.content;
  const set = (changes, merge) =>
    own(() => {
      const next = { ...store.committed, ...changes };
      for (const [name, value] of Object.entries(changes)) if (value === undefined) delete next[name];
      store.commit(next, { merge });
    });
  const classify = (changes, merge) => {
    const next = { ...store.committed.classify, ...changes };
    for (const name of Object.keys(changes)) if (changes[name] === undefined) delete next[name];
    set({ classify: Object.keys(next).length ? next : undefined }, merge);
  };
  const name = published
    ? el("div", { class: "design-row" }, el("span", { class: "label", text: gettext("Name") }), el("code", { text: content.name }), el("p", { class: "hint", text: gettext("Records refer to it, so it stays.") }))
    : textRow("template-name", gettext("Name"), content.name, (value) => set({ name: value ?? "" }, "template name"), { mono: true, invalid: !NAME.test(content.name ?? ""), hint: gettext("Small letters, digits and hyphens; programs call the template by it.") });
  return [
    el("div", { class: "design-section" }, el("h2", { text: gettext("Template") })),
    textRow("title", gettext("Title"), content.title, (title) => set({ title }, "title")),
    name,
    selectRow("language", gettext("Language"), content.language ?? "zh+en", languages(), (language) => set({ language })),
    linesRow("include", gettext("Only documents that say"), content.classify?.include, (include) => classify({ include }, "include"), { mono: true, hint: gettext("Regular expressions, one per line; all must be found.") }),
    linesRow("exclude", gettext("Never documents that say"), content.classify?.exclude, (exclude) => classify({ exclude }, "exclude"), { mono: true }),
    numberRow("priority", gettext("Priority"), content.classify?.priority, (priority) => classify({ priority }, "priority"), { step: 1, placeholder: "0", hint: gettext("Where two templates fit alike, the higher one is taken.") }),
  ];
}
