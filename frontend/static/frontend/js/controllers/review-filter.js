/** Filters take effect as soon as one is chosen. */

export default function reviewFilter(form) {
  form.addEventListener("change", () => form.requestSubmit());
}
