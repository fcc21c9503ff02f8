/**
 * What the reader makes of the sample: asked for whenever the drawing rests, one question at a
 * time, the newest drawing next.
 */

const REST = 350;

/** parts: { api, store, words(), changed() } */
export function createLive({ api, store, words, changed }) {
  let found = { fields: {}, tables: {}, rules: [], problems: [] };
  let timer = null;
  let asking = false;
  let asked = null;
  let dirty = false;

  async function ask() {
    if (asking) {
      dirty = true;
      return;
    }
    asking = true;
    dirty = false;
    asked = store.content;
    try {
      found = await api.test(asked);
      changed("live");
    } catch (error) {
      changed("refused", error);
    } finally {
      asking = false;
      if (dirty) soon();
    }
  }

  function soon() {
    clearTimeout(timer);
    timer = setTimeout(ask, REST);
    changed("waiting");
  }

  return {
    soon,
    get settled() {
      return !asking && asked === store.content;
    },
    field: (name) => found.fields?.[name] ?? null,
    rows: (name) => found.tables?.[name] ?? null,
    rule: (name) => found.rules?.find((rule) => rule.name === name) ?? null,
    problem: (place) => found.problems?.find((one) => one.place.startsWith(place))?.message ?? null,
    problems: () => found.problems ?? [],
    recognition: () => found.recognition ?? null,
    unplaced: () => found.unplaced ?? [],
    isFree: (box) => !words()?.touches(box),
    printed: (box) => words()?.textIn(box) ?? "",
  };
}
