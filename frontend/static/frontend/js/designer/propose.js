/** Fills in what the server proposes for what was just drawn; it makes no step of its own. */

import { Refused } from "../api.js";
import { boxOf, freeName, itemOf, pageOf, patched } from "./items.js";

/** parts: { api, store, say } */
export function createProposing({ api, store, say }) {
  const same = (key, item) => itemOf(store.committed, key)?.box === item.box;
  const latest = new Map();

  async function ask(what, key, rest) {
    const content = store.committed;
    try {
      return await api.propose(what, content, { page: pageOf(content, key), box: boxOf(content, key), ...rest });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      say(error.message);
      return null;
    }
  }

  return {
    async field(key) {
      const item = itemOf(store.committed, key);
      const taken = store.committed.fields.map(({ name }) => name).filter((name) => name !== item.name);
      const proposed = await ask("field", key, { taken });
      if (!proposed || !same(key, item)) return;
      const { text: _text, type, name, ...rest } = proposed;
      const changes = { ...rest, name: freeOf(key, name) };
      if (type !== "text" || item.type) changes.type = type;
      // what somebody has written meanwhile is better than any proposal
      const now = itemOf(store.committed, key);
      for (const one of Object.keys(changes)) if (now[one] !== item[one]) delete changes[one];
      store.amend(patched(store.committed, key, changes));
      say(interpolate(gettext("%s proposed"), [changes.name ?? now.name]));
    },

    async table(key, orientation = "horizontal") {
      const item = itemOf(store.committed, key);
      const turn = (latest.get(key) ?? 0) + 1;
      latest.set(key, turn);
      const proposed = await ask("table", key, { orientation });
      // an answer that comes late must not turn back what somebody has turned meanwhile
      if (!proposed || !same(key, item) || latest.get(key) !== turn) return;
      if (!proposed.columns.length) {
        say(gettext("No columns were found there. Draw the box around the header and the rows."));
        if (orientation === item.orientation) return;
        proposed.columns = [{ name: "column_1", header: "…", range: [item.box[0], item.box[2]] }];
      }
      const turned = { header_height: undefined, row_key: undefined, divider: undefined, records: undefined };
      if (orientation !== item.orientation) turned.ends_at = undefined;
      const next = patched(store.committed, key, { ...turned, ...proposed, orientation });
      if (item.columns.length === 1 && !item.columns[0].header) store.amend(next);
      else store.commit(next);
    },
  };

  function freeOf(key, name) {
    const own = itemOf(store.committed, key).name;
    return own === name ? name : freeName(store.committed, name);
  }
}
