/** Sends a form as soon as a file is chosen or dropped; says that it is being read. */

import { acceptFiles } from "../dropping.js";

export default function sendAtOnce(form) {
  const input = form.querySelector("input[type=file]");
  const note = form.querySelector("[data-sending]");
  acceptFiles(form.querySelector(".drop"), ([file]) => {
    const transfer = new DataTransfer();
    transfer.items.add(file);
    input.files = transfer.files;
    note.hidden = false;
    form.submit();
  }, document);
}
