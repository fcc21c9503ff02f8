/** Asks in a dialog before a button does what can't be undone. */

export default function confirm(button) {
  const dialog = document.getElementById(button.dataset.confirmDialog);
  let agreed = false;

  button.addEventListener("click", (event) => {
    if (agreed) return;
    event.preventDefault();
    dialog.returnValue = "";
    dialog.showModal();
    dialog.addEventListener(
      "close",
      () => {
        if (dialog.returnValue !== "yes") return;
        agreed = true;
        button.click();
        agreed = false;
      },
      { once: true },
    );
  });
}
