/** The panel of anchors: the sample's static texts, to pin or to strike. */

import { el, icon } from "./dom.js";
import { added, without } from "./items.js";
import { rounded } from "./geometry.js";

const NEAR = 6;

const same = (one, two) =>
  one.text === two.text &&
  (one.page ?? 1) === (two.page ?? 1) &&
  Math.abs(one.box[0] - two.box[0]) < NEAR &&
  Math.abs(one.box[1] - two.box[1]) < NEAR;

const pinned = (content, anchor) => {
  const { text, page, box } = anchor;
  const item = { text, box: rounded(box) };
  return added(content, "a", page === 1 ? item : { ...item, page }).content;
};

/** parts: { store, found, proposed(), canvas } */
export function anchorsPanel({ store, found, proposed, canvas }) {
  const content = store.committed;
  const anchors = content.anchors ?? [];
  const offered = proposed();
  const open = (offered ?? []).filter((one) => !anchors.some((anchor) => same(anchor, one)));
  const known = found.recognition();
  const pinAll = (list) => store.commit(list.reduce(pinned, store.committed));
  const strike = (anchor) => pinAll(open.filter((one) => one.likely && one !== anchor));
  const row = (text, on, buttons, key, box) =>
    el(
      "li",
      { class: "design-anchor", onpointerenter: () => canvas.set({ word: box }), onpointerleave: () => canvas.set({ word: null }) },
      el("span", { class: "truncate", text }),
      ...buttons,
    );
  const button = (name, text, label, onclick, pressed) =>
    el("button", { type: "button", class: "button button-small", onclick, "aria-pressed": pressed, "aria-label": `${text}: ${label}`, data: { name: `${name} ${label}` } }, icon(name), text);
  return [
    el("div", { class: "design-section" }, el("h2", { text: gettext("Anchors") }), el("span", { class: "count", text: anchors.length })),
    el("p", { class: "small muted design-note", text: anchors.length ? gettext("Documents of this kind are known by the pinned texts.") : gettext("Nothing is pinned, so all static text of the sample serves. Pin what every document prints; strike what only this one does.") }),
    known
      ? el("p", { class: `notice notice-${known.sure ? "good" : "doubt"} small` }, icon(known.sure ? "check" : "warning"), el("span", { text: interpolate(known.sure ? gettext("The sample is recognised: %s of %s texts in place.") : gettext("The sample would not be recognised: %s of %s texts in place. Pin more."), [known.placed, known.marks]) }))
      : null,
    anchors.length
      ? el("ul", { class: "design-anchors" }, anchors.map((anchor, index) =>
          row(anchor.text, true, [button("close", gettext("Unpin"), anchor.text, () => store.commit(without(store.committed, [`a${index}`]), { selection: [] }), "true")], index, anchor.box),
        ))
      : null,
    el("div", { class: "design-section" }, el("h2", { text: gettext("Static texts of the sample") }), open.some((one) => one.likely) ? el("button", { type: "button", class: "button button-small", data: { name: "pin-all" }, onclick: () => pinAll(open.filter((one) => one.likely)) }, icon("pin"), gettext("Pin the likely ones")) : null),
    offered === null
      ? el("p", { class: "muted small design-note", text: gettext("Looking for static texts …") })
      : el("ul", { class: "design-anchors" }, open.map((anchor, index) =>
          row(anchor.text, false, [
            anchor.likely ? null : el("span", { class: "tag", text: gettext("perhaps a value") }),
            button("pin", gettext("Pin"), anchor.text, () => pinAll([anchor])),
            anchors.length || !anchor.likely ? null : button("close", gettext("Strike"), anchor.text, () => strike(anchor)),
          ], index, anchor.box),
        )),
  ];
}
