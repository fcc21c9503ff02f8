/**
 * Begins a template on a sample: sends the form as soon as a file is chosen or dropped, again and
 * again until all pages are read, then opens the designer. A form with pages read already goes on.
 */

import { Refused, call } from "../api.js";
import { acceptFiles } from "../dropping.js";

export default function beginTemplate(form) {
  const part = (name) => form.querySelector(`[data-begin-${name}]`);
  const { pagesRead, pages } = form.dataset;
  let reading = false;

  if (pagesRead) begin(new FormData(form), { pages_read: Number(pagesRead), pages: Number(pages) });
  else {
    acceptFiles(form.querySelector(".drop"), ([file]) => {
      const sent = new FormData(form);
      sent.set("file", file);
      begin(sent, { pages_read: 0, pages: 0 });
    }, document);
  }

  async function begin(sent, answer) {
    if (reading) return;
    reading = true;
    part("problem").hidden = true;
    part("progress").hidden = false;
    try {
      while (!answer.url) {
        say(answer);
        sent.set("pages_read", answer.pages_read);
        answer = await call("POST", form.action, sent);
      }
      location.assign(answer.url);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      part("progress").hidden = true;
      part("problem").hidden = false;
      part("problem").lastElementChild.textContent = error.message;
    } finally {
      reading = false;
    }
  }

  function say({ pages_read: read, pages: count }) {
    part("said").textContent = count
      ? interpolate(gettext("Reading page %s of %s …"), [read + 1, count])
      : gettext("Reading the sample …");
    // without a value the bar says only that something is under way
    if (count) part("bar").value = read / count;
    else part("bar").removeAttribute("value");
  }
}
