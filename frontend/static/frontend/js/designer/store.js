/**
 * The one state of the designer: the template as plain data, what is selected, every step so far.
 *
 * Steps are whole contents that share what they have in common, so undo has no limit. While
 * something is dragged the store shows a content that is no step yet.
 */

export function createStore(content) {
  const listeners = new Set();
  let past = [];
  let future = [];
  let present = { content, selection: [], page: 1 };
  let shown = null;
  let merging = null;

  const tell = (what) => listeners.forEach((listener) => listener(what));
  const replace = (next) => {
    present = { ...present, ...next };
    shown = null;
  };

  /** A step back or forth shows the page that it was made on. */
  const goTo = (step) => {
    const turned = step.page !== present.page;
    present = step;
    shown = merging = null;
    if (turned) tell("page");
    tell("content");
  };

  return {
    get content() {
      return shown ?? present.content;
    },
    get committed() {
      return present.content;
    },
    get selection() {
      return present.selection;
    },
    get page() {
      return present.page;
    },
    get dragging() {
      return shown !== null;
    },
    get canUndo() {
      return past.length > 0;
    },
    get canRedo() {
      return future.length > 0;
    },
    get steps() {
      return past.length;
    },

    /** A step. Steps in a row with the same `merge` are one, as letters typed into a name are. */
    commit(next, { selection = present.selection, merge = null } = {}) {
      if (next === present.content) {
        replace({ selection });
        return tell("selection");
      }
      if (!merge || merge !== merging) past = [...past, present];
      future = [];
      merging = merge;
      replace({ content: next, selection });
      tell("content");
    },

    /** Correct the present content without making a step of it. */
    amend(next, selection = present.selection) {
      replace({ content: next, selection });
      tell("content");
    },

    /** Show a content while it is dragged; null shows the present one again. */
    show(next) {
      shown = next;
      tell("drag");
    },

    select(selection) {
      merging = null;
      replace({ selection });
      tell("selection");
    },

    turn(page) {
      merging = null;
      replace({ page, selection: [] });
      tell("page");
    },

    undo() {
      if (!past.length) return false;
      const step = past[past.length - 1];
      future = [present, ...future];
      past = past.slice(0, -1);
      goTo(step);
      return true;
    },

    redo() {
      if (!future.length) return false;
      const [step, ...rest] = future;
      past = [...past, present];
      future = rest;
      goTo(step);
      return true;
    },

    /** listener(what): "content", "drag", "selection" or "page"; returns how to leave. */
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
