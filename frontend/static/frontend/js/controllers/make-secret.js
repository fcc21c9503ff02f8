/** Makes up a secret and shows it, so that it can be copied to the receiver before it is kept. */

const BYTES = 32;

export default function makeSecret(element) {
  const input = element.querySelector("input");
  element.querySelector("[data-make]").addEventListener("click", () => {
    const bytes = crypto.getRandomValues(new Uint8Array(BYTES));
    input.value = btoa(String.fromCharCode(...bytes))
      .replaceAll("+", "-")
      .replaceAll("/", "_")
      .replaceAll("=", "");
    input.type = "text";
    input.focus();
    input.select();
  });
}
