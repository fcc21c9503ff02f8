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
    golden: (content, file) => call("POST", `${base}golden/`, sent(content, file)),
    runGolden: (id) => post(`golden/${id}/run`, {}),
    removeGolden: (id) => post(`golden/${id}/remove`, {}),
  };
}

function sent(content, file) {
  const form = new FormData();
  form.append("content", JSON.stringify(content));
  form.append("file", file);
  return form;
}
