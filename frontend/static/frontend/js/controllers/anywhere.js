/**
 * Upload from any page: the button in the bar at the top, or files dropped where the page has no
 * use of its own for them. Whoever goes on working is told when they have been read.
 */

import { Refused } from "../api.js";
import { acceptFiles } from "../dropping.js";
import { remember } from "../pending.js";
import { sendFile } from "../sending.js";
import { toast } from "../toast.js";

export default function anywhere(element) {
  const word = element.querySelector("[data-anywhere-word]");
  const idle = word.textContent;
  const waiting = [];
  let sent = 0;
  let sending = false;
  let batch = null;

  const taken = document.querySelector(".drop, [data-design-frame]") !== null;
  acceptFiles(element, take, taken ? element : document.body);
  element.addEventListener("click", () => {
    const input = Object.assign(document.createElement("input"), {
      type: "file",
      multiple: true,
      accept: "image/*,.pdf,.tif,.tiff,.bmp,.webp",
    });
    input.addEventListener("change", () => take([...input.files]));
    input.click();
  });

  function take(files) {
    waiting.push(...files);
    if (!sending) sendAll();
  }

  async function sendAll() {
    sending = true;
    sent = 0;
    batch = null;
    let refused = 0;
    while (waiting.length) {
      word.textContent = interpolate(gettext("Sending %s of %s …"), [sent + 1, sent + waiting.length]);
      const file = waiting.shift();
      try {
        const answer = await sendFile(element.dataset.url, file, { split: true, batch: batch ?? "" }, () => {});
        batch = answer.batch;
        if (answer.problem) throw new Refused(400, answer.problem, null);
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        refused += 1;
        toast(error.message, "bad");
      }
      sent += 1;
    }
    word.textContent = idle;
    sending = false;
    const count = sent - refused;
    if (!count) return;
    remember(batch);
    toast(interpolate(ngettext("%s file was handed in; you are told when it has been read.", "%s files were handed in; you are told when they have been read.", count), [count]), "good");
  }

  window.addEventListener("beforeunload", (event) => {
    if (sending) event.preventDefault();
  });
}
