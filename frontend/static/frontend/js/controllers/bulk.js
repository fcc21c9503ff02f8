/** Choosing rows: all or none, a range with Shift, and the bar of what to do with them. */

export default function bulk(form) {
  const bar = form.querySelector("[data-bulk-bar]");
  const name = `input[name=${form.dataset.bulkName ?? "document"}]`;
  const boxes = () => [...form.querySelectorAll(`${name}[type=checkbox]`)];
  let last = null;

  function show() {
    const all = boxes();
    const chosen = all.filter((box) => box.checked);
    bar.hidden = chosen.length === 0;
    bar.querySelector("[data-bulk-count]").textContent = interpolate(
      ngettext("%s chosen", "%s chosen", chosen.length),
      [chosen.length],
    );
    const master = form.querySelector("[data-bulk-all]");
    if (master) {
      master.checked = chosen.length > 0 && chosen.length === all.length;
      master.indeterminate = chosen.length > 0 && chosen.length < all.length;
    }
  }

  form.addEventListener("click", (event) => {
    const box = event.target.closest(name);
    if (!box) return;
    const all = boxes();
    if (event.shiftKey && last && all.includes(last)) {
      const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
      for (const other of all.slice(from, to + 1)) other.checked = box.checked;
    }
    last = box;
  });

  form.addEventListener("change", (event) => {
    if (event.target.matches("[data-bulk-all]")) {
      for (const box of boxes()) box.checked = event.target.checked;
    }
    show();
  });

  bar.querySelector("[data-bulk-none]").addEventListener("click", () => {
    for (const box of boxes()) box.checked = false;
    show();
  });

  form.addEventListener("refreshed", show);
  show();
}
