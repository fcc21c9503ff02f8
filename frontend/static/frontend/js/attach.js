/**
 * Attaches behaviour to markup: data-controller="menu theme" loads controllers/menu.js and
 * controllers/theme.js and hands each the element. One file, one behaviour.
 */

const attached = new WeakMap();

export async function attach(root) {
  const elements = [...root.querySelectorAll("[data-controller]")];
  if (root instanceof Element && root.matches("[data-controller]")) elements.unshift(root);
  await Promise.all(
    elements.flatMap((element) =>
      element.dataset.controller.split(/\s+/).map(async (name) => {
        const names = attached.get(element) ?? new Set();
        if (names.has(name)) return;
        attached.set(element, names.add(name));
        const { default: connect } = await import(`./controllers/${name}.js`);
        connect(element);
      }),
    ),
  );
}
