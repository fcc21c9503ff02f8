/** A slider over thresholds: shows the share accepted and the error expected of the chosen one. */

export default function threshold(form) {
  const points = JSON.parse(form.dataset.points);
  const slider = form.querySelector("[data-slider]");
  const lack = form.querySelector("[data-lack]");
  const cursor = form.querySelector("[data-cursor]");
  const shown = (name) => form.querySelector(`[data-shown=${name}]`);

  function show() {
    const point = points[slider.valueAsNumber];
    form.querySelector("[data-threshold]").value = point.threshold;
    shown("threshold").textContent = point.threshold;
    shown("accepted").textContent = percent(point.accepted, 1);
    const known = point.error !== null;
    shown("error").textContent = known ? percent(point.error, 2) : "–";
    shown("range").textContent = known
      ? interpolate(gettext("between %s and %s, from %s verdicts"), [percent(point.low, 2), percent(point.high, 2), point.verdicts])
      : gettext("not known");
    slider.setAttribute("aria-valuetext", point.threshold);
    lack.hidden = !point.lack;
    lack.querySelector("span").textContent = point.lack;
    cursor.setAttribute("visibility", point.x === null ? "hidden" : "visible");
    if (point.x !== null) {
      cursor.setAttribute("x1", point.x);
      cursor.setAttribute("x2", point.x);
    }
  }

  slider.addEventListener("input", show);
  show();
}

function percent(share, digits) {
  return `${(100 * share).toFixed(digits)}%`;
}
