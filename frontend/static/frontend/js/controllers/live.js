/**
 * Keeps regions of the page current while something in them is unfinished.
 *
 * The page itself is fetched again and its regions are exchanged row by row, so that the server
 * remains the only one that draws. Rows are known by data-key; a changed row keeps its check box.
 */

export default function live(element) {
  const every = Number(element.dataset.liveEvery);
  const names = element.dataset.liveRegion.split(" ");
  const unfinished = () => element.querySelector("[data-unfinished]") !== null;

  async function refresh() {
    if (!unfinished()) return;
    if (!document.hidden) await exchange().catch(() => {});
    setTimeout(refresh, every);
  }

  async function exchange() {
    const response = await fetch(location.href, { credentials: "same-origin" });
    if (!response.ok || response.redirected) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    for (const name of names) {
      const old = element.querySelector(`[data-region="${name}"]`);
      const fresh = page.querySelector(`[data-region="${name}"]`);
      if (old && fresh) replace(old, fresh);
    }
    element.dispatchEvent(new CustomEvent("refreshed", { bubbles: true }));
  }

  setTimeout(refresh, every);
}

function replace(old, fresh) {
  const keys = (region) => [...region.querySelectorAll("[data-key]")].map((row) => row.dataset.key);
  if (keys(old).length === 0 || keys(old).join() !== keys(fresh).join()) {
    const chosen = new Set(
      [...old.querySelectorAll("input[type=checkbox]:checked")].map((box) => box.value),
    );
    const focused = old.contains(document.activeElement) ? document.activeElement.name : null;
    if (focused) return;
    old.replaceWith(fresh);
    for (const box of fresh.querySelectorAll("input[type=checkbox]")) {
      box.checked = chosen.has(box.value);
    }
    return;
  }
  for (const row of old.querySelectorAll("[data-key]")) {
    const other = fresh.querySelector(`[data-key="${CSS.escape(row.dataset.key)}"]`);
    if (row.outerHTML === other.outerHTML || row.contains(document.activeElement)) continue;
    const checked = row.querySelector("input[type=checkbox]")?.checked;
    row.replaceWith(other);
    const box = other.querySelector("input[type=checkbox]");
    if (box) box.checked = checked;
  }
}
