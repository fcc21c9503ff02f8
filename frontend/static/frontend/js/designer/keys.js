/** The keyboard: one table of keys, which the map behind `?` shows as well. */

/** parts: { root, frame, store, canvas, actions, pointer, tools, commands } */
export function attachKeys({ root, frame, store, canvas, actions, pointer, tools, commands }) {
  const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const command = {
    z: (event) => (event.shiftKey ? actions.redo() : actions.undo()),
    y: () => actions.redo(),
    s: () => commands.save(),
    Enter: () => commands.publish(),
  };
  const onPaper = {
    a: () => actions.selectAll(),
    c: () => actions.copy(),
    x: () => actions.cut(),
    v: () => actions.paste(),
    d: () => actions.duplicate(),
  };
  const plain = {
    f: () => tools.choose("field"),
    t: () => tools.choose("table"),
    a: () => tools.choose("anchor"),
    s: () => tools.choose("select"),
    w: () => canvas.paper.toggleWords(),
    ".": () => actions.step(1),
    ",": () => actions.step(-1),
    "+": () => canvas.zoom(1.25),
    "=": () => canvas.zoom(1.25),
    "-": () => canvas.zoom(0.8),
    0: () => canvas.refit("fit"),
    1: () => canvas.refit("width"),
    2: () => canvas.zoomTo(1),
    PageDown: () => commands.turn(1),
    PageUp: () => commands.turn(-1),
    Delete: () => actions.remove(),
    Backspace: () => actions.remove(),
    Enter: () => actions.takeCursor() || commands.edit(),
    F2: () => commands.edit(),
    Insert: () => actions.place(tools.current === "table" ? "table" : "field"),
    n: () => actions.place(tools.current === "table" ? "table" : "field"),
    y: () => commands.tryIt(),
    "?": () => commands.keys(),
  };
  const sides = { ArrowLeft: "left", ArrowRight: "right", ArrowUp: "top", ArrowDown: "bottom" };
  const writing = (target) => target.closest("input, textarea, select, [contenteditable]");

  function onFrame(event) {
    const arrow = arrows[event.key];
    if (arrow && event.altKey) actions.align(sides[event.key]);
    else if (arrow && (event.ctrlKey || event.metaKey)) {
      const by = event.shiftKey ? 10 : 1;
      actions.grow(arrow[0] * by, arrow[1] * by);
    } else if (arrow) actions.arrow(...arrow, event.shiftKey);
    else if (event.key === "Escape") pointer.cancel() || actions.selectNone();
    else if (event.key === " ") pointer.hold(true);
    else return false;
    return true;
  }

  document.addEventListener("keydown", (event) => {
    if (document.querySelector("dialog[open]")) return;
    const mod = event.ctrlKey || event.metaKey;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const inside = frame.contains(event.target) || event.target === document.body;
    let done = false;
    if (mod && command[key] && !(writing(event.target) && (key === "z" || key === "y"))) {
      command[key](event);
      done = true;
    } else if (mod && inside && onPaper[key]) {
      onPaper[key]();
      done = true;
    } else if (inside && onFrame(event)) done = true;
    else if (!mod && !event.altKey && !writing(event.target) && plain[key]) {
      const pressed = event.target.closest("button, a, summary, [role=tab]");
      if (pressed && ["Enter", " "].includes(event.key)) return;
      plain[key]();
      done = true;
    }
    if (done) {
      event.preventDefault();
      event.stopPropagation();
    }
  }, true);
  document.addEventListener("keyup", (event) => {
    if (event.key === " ") pointer.hold(false);
  });
  root.querySelector("[data-keys-open]")?.addEventListener("click", () => commands.keys());
}
