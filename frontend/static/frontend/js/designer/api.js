/** What the designer asks the server; addresses come from the page. */

import { call } from "../api.js";

export function createApi(base) {
  const post = (what, body) => call("POST", `${base}${what}/`, body);
  return {
    state: () => call("GET", `${base}state/`),
    words: (page) => call("GET", `${base}pages/${page}/words/`),
    picture: (page) => `${base}pages/${page}.jpg`,
    save: (content, revision) => post("save", { content, revision }),
    test: (content) => post("test", { content }),
    propose: (what, content, rest = {}) => post("propose", { what, content, ...rest }),
    publish: (body) => post("publish", body),
    sample: (page, form) => call("POST", `${base}pages/${page}/sample/`, form),
    tryOn: (content, file) => call("POST", `${base}try/`, sent(content, file)),
    value: (content, name, text, printed) => post("value", { content, name, text, printed }),
    /** corrected: the values as a person left them; null where all are as they were read. */
    golden: (content, file, corrected) => call("POST", `${base}golden/`, sent(content, file, corrected)),
    /** again: one that could not be read is tried anew. */
    runGolden: (id, again = false) => post(`golden/${id}/run`, { again }),
    removeGolden: (id, reason) => post(`golden/${id}/remove`, { reason }),
  };
}

function sent(content, file, corrected = null) {
  const form = new FormData();
  if (corrected) form.append("corrected", JSON.stringify(corrected));
  form.append("content", JSON.stringify(content));
  form.append("file", file);
  return form;
}
