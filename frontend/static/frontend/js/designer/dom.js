/** Building markup in few words, and the icons of the sprite. */

const SVG = "http://www.w3.org/2000/svg";
let sprite = "";

export function useIcons(url) {
  sprite = url;
}

/** el("button", { class, text, title, onclick, data: {…}, … attributes }, ...children) */
export function el(name, options = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(options)) {
    if (value === undefined || value === null || value === false) continue;
    if (key === "class") element.className = value;
    else if (key === "text") element.textContent = value;
    else if (key === "data") Object.assign(element.dataset, value);
    else if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key === "value") element.value = value;
    else if (key === "checked" || key === "disabled" || key === "selected") element[key] = true;
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export function icon(name, size = "s") {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", `icon icon-${size}`);
  svg.setAttribute("aria-hidden", "true");
  const use = svg.appendChild(document.createElementNS(SVG, "use"));
  use.setAttribute("href", `${sprite}#${name}`);
  return svg;
}

export function iconButton(name, title, onclick, extra = {}) {
  return el(
    "button",
    {
      type: "button",
      class: "button button-plain button-icon button-small",
      title,
      "aria-label": title,
      onclick,
      ...extra,
    },
    icon(name),
  );
}

/** Draws into an element anew; what had the focus has it again, caret included. */
export function redraw(element, ...children) {
  const active = document.activeElement;
  const name = element.contains(active) ? active.dataset.name : null;
  const caret = name && "selectionStart" in active ? readCaret(active) : null;
  const written = active?.value;
  const open = [...element.querySelectorAll("details[open]")].map((one) => one.dataset.name);
  const top = element.scrollTop;
  element.replaceChildren(...children.flat(Infinity).filter(Boolean));
  for (const one of element.querySelectorAll("details")) {
    if (open.includes(one.dataset.name)) one.open = true;
  }
  element.scrollTop = top;
  const again = name && element.querySelector(`[data-name="${CSS.escape(name)}"]`);
  if (!again) return;
  again.focus({ preventScroll: true });
  if (caret) again.setSelectionRange(...keptSelection(caret, written, again.value));
}

/** Where the selection of a text lies once another stands there: what was chosen whole stays so. */
export function keptSelection([start, end], before, after) {
  const whole = before.length > 0 && start === 0 && end === before.length;
  return whole ? [0, after.length] : [start, end];
}

function readCaret(input) {
  try {
    return input.selectionStart === null ? null : [input.selectionStart, input.selectionEnd];
  } catch {
    return null;
  }
}
