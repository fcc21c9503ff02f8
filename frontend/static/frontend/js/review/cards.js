/** The doubts that this desk holds: the one that is shown and a few ahead, pictures loaded. */

import { call } from "../api.js";
import { keepLeases } from "./leases.js";

/**
 * idle: waits until every step sent so far is answered, so that cards say what holds after it.
 * told: called with the number of open doubts whenever the server says it.
 */
export function cardsFrom(url, doubts, ahead, idle, told) {
  let waiting = [];
  let current = null;
  let asking = null;

  const held = () => [...(current ? [current] : []), ...waiting].map((card) => card.id);

  async function fetchCards(wanted) {
    // a doubt whose step is still under way would be given once more
    for (let last = null; last !== idle(); ) {
      last = idle();
      await last;
    }
    const answer = await call("POST", url, { without: held(), ...wanted });
    told(answer.open);
    return { ...answer, cards: answer.cards.map(prepared) };
  }

  /** Fill up what lies ahead; one question at a time. */
  function refill(first = null) {
    asking ??= (async () => {
      try {
        const answer = await fetchCards({ count: Math.max(ahead - waiting.length, 1), record: first });
        const known = new Set(held());
        const fresh = answer.cards.filter((card) => !known.has(card.id));
        // what completes the record in hand comes first
        const own = fresh.filter((card) => card.record === first);
        waiting = [...own, ...waiting, ...fresh.filter((card) => card.record !== first)];
        return answer;
      } finally {
        asking = null;
      }
    })();
    return asking;
  }

  /** The next card, or { empty } with what to show instead. */
  async function next(record = null) {
    let answer = null;
    current = null;
    if (waiting.length === 0) answer = await refill(record);
    if (waiting.length === 0 && answer?.cards.length === 0) answer = await refill(record);
    current = waiting.shift() ?? null;
    if (current) refill(record).catch(() => {});
    return current ?? { empty: answer?.empty ?? "" };
  }

  /** Rules and whole records say other things after each decision; they are asked for anew. */
  function forget(record) {
    const stale = ({ element }) => ["rule", "record"].includes(element.dataset.kind);
    waiting = waiting.filter((card) => card.record !== record || !stale(card));
  }

  /** A record has so many doubts left: the cards in hand say so too. */
  function left(record, number) {
    for (const { element, ...card } of [...waiting, ...(current ? [current] : [])]) {
      if (card.record !== record) continue;
      element.dataset.left = number;
      const said = ngettext("%s left in this record", "%s left in this record", number);
      element.querySelector("[data-left-said]").textContent = interpolate(said, [number]);
    }
  }

  async function take(ids) {
    const answer = await fetchCards({ count: ids.length, take: ids, without: [] });
    if (current) waiting.unshift(current);
    const fresh = answer.cards.filter((card) => ids.includes(card.id));
    waiting = waiting.filter((card) => !ids.includes(card.id));
    current = fresh.shift() ?? null;
    waiting.unshift(...fresh);
    return current;
  }

  function comesNext(card) {
    waiting.unshift(card);
  }

  keepLeases(doubts, held);

  return { next, take, forget, left, comesNext };
}

/** Markup as an element whose pictures are being loaded already. */
function prepared({ id, record, html }) {
  const template = document.createElement("template");
  template.innerHTML = html;
  const element = document.importNode(template.content.querySelector("[data-doubt]"), true);
  for (const picture of element.querySelectorAll("img:not([loading=lazy])")) {
    new Image().src = picture.src;
  }
  return { id, record, element };
}
