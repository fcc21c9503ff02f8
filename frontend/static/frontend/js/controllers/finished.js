/** Says on any page that an upload left behind has been read. */

import { Refused, call } from "../api.js";
import { forget, pending } from "../pending.js";
import { toast } from "../toast.js";

const EVERY = 5000;

export default function finished(element) {
  const { batches, documents } = element.dataset;

  async function look(batch) {
    try {
      const { finished: done, uploads } = await call("GET", `${batches}${batch}/`);
      if (done && forget(batch)) tell(batch, uploads.length);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (error.status === 404) forget(batch);
    }
  }

  function tell(batch, count) {
    const text = ngettext("Your upload of %s file has been read.", "Your upload of %s files has been read.", count);
    const link = document.createElement("a");
    link.href = `${documents}?batch=${batch}`;
    link.textContent = gettext("Show the results");
    toast(interpolate(text, [count]), "good", link);
  }

  async function round() {
    if (!document.hidden) await Promise.all(pending().map(look));
    setTimeout(round, EVERY);
  }
  round();
}
