/** Asks for one line of text in a dialog; answers with it, or with null where it was closed. */

export function ask(title, { label, note, button, required = false }) {
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  dialog.setAttribute("aria-label", title);
  const form = add(dialog, "form", { method: "dialog" });
  const body = add(form, "div", { className: "dialog-body" });
  add(body, "h2", { textContent: title });
  if (note) add(body, "p", { className: "muted", textContent: note });
  const row = add(body, "label", { className: "dialog-row" });
  add(row, "span", { className: "label", textContent: label });
  const input = add(row, "input", { className: "input", maxLength: 500, required });
  const foot = add(form, "div", { className: "dialog-foot" });
  const back = add(foot, "button", { className: "button", type: "button" });
  back.textContent = gettext("Back");
  add(foot, "button", { className: "button button-primary", value: "yes", textContent: button });
  back.addEventListener("click", () => dialog.close(""));
  document.body.append(dialog);
  dialog.showModal();
  input.focus();
  return new Promise((done) => {
    dialog.addEventListener("close", () => {
      done(dialog.returnValue === "yes" ? input.value.trim() : null);
      dialog.remove();
    });
  });
}

function add(parent, name, properties) {
  const child = Object.assign(document.createElement(name), properties);
  parent.append(child);
  return child;
}
