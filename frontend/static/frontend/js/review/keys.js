/**
 * What a key means at the desk: a pure function of the key and of what the answer is doing.
 *
 * state: { mode: "look" | "edit", choices: number, picked: string } — `picked` is the digit that
 * has just chosen a reading. Digits choose while nothing is being typed; a digit followed by
 * another sign was the beginning of a number, and becomes one.
 */

const WITH_ALT = {
  KeyU: "unreadable",
  KeyR: "region",
  KeyS: "skip",
  KeyA: "escalate",
  KeyN: "note",
  KeyZ: "undo",
  KeyG: "group",
  KeyO: "open",
};

export function actionOf(key, state) {
  if (key.altKey && !key.ctrlKey && !key.metaKey) {
    const name = WITH_ALT[key.code];
    return name ? { name } : null;
  }
  if (key.ctrlKey || key.metaKey) {
    const undo = key.code === "KeyZ" && !key.shiftKey && state.mode === "look";
    return undo ? { name: "undo" } : null;
  }
  if (key.key === "Enter") return key.shiftKey ? null : { name: "accept" };
  if (key.key === "Escape") return { name: "reset" };
  if (key.key === "F2") return { name: "edit" };
  if (state.mode === "edit") return null;
  return lookingAt(key.key, state);
}

function lookingAt(key, { choices, picked }) {
  if (key === " ") return { name: "edit" };
  if (key === "Delete") return { name: "empty" };
  if (key === "?") return { name: "help" };
  if (key === "Backspace") return { name: "type", text: "" };
  if (key === "ArrowDown") return { name: "step", by: 1 };
  if (key === "ArrowUp") return { name: "step", by: -1 };
  if (key.length !== 1) return null;
  if (picked) return { name: "type", text: picked + key };
  if (/[1-9]/.test(key) && Number(key) <= choices) return { name: "choose", number: Number(key) };
  return { name: "type", text: key };
}
