/** What the designer asks the server; addresses come from the page. */

import { call } from "../api.js";

export function createApi(base) {
  let samplePagesRead = 0;
  const post = (what, body) => call("POST", `${base}${what}/`, body);
  return {
    state: () => call("GET", `${base}state/`),
    words: (page) => call("GET", `${base}pages/${page}/words/`),
    picture: (page) => `${base}pages/${page}.jpg`,
    save: (content, revision) => post("save", { content, revision }),
    /** A long sample that was not read yet is read on the way, in several requests. */
    async test(content) {
      let answer = { pages_read: samplePagesRead };
      while ("pages_read" in answer) {
        answer = await post("test", { content, pages_read: answer.pages_read });
      }
      samplePagesRead = content.pages.length;
      return answer;
    },
    propose: (what, content, rest = {}) => post("propose", { what, content, ...rest }),
    publish: (body) => post("publish", body),
    sample: (page, form) => call("POST", `${base}pages/${page}/sample/`, form),
    /** reading(pages read, pages): how far a document of several pages is. */
    async tryOn(content, file, reading) {
      let answer = { pages_read: 0 };
      while (!answer.record) {
        answer = await call("POST", `${base}try/`, sent(content, file, { pages_read: answer.pages_read }));
        if (!answer.record) reading(answer.pages_read, answer.pages);
      }
      return answer;
    },
    value: (content, name, text, printed) => post("value", { content, name, text, printed }),
    /** corrected: the values as a person left them; null where all are as they were read. */
    golden: (content, file, corrected) =>
      call("POST", `${base}golden/`, sent(content, file, corrected ? { corrected: JSON.stringify(corrected) } : {})),
    /** again: one that could not be read is tried anew. */
    runGolden: (id, again = false) => post(`golden/${id}/run`, { again }),
    removeGolden: (id, reason) => post(`golden/${id}/remove`, { reason }),
  };
}

function sent(content, file, rest) {
  const form = new FormData();
  for (const [name, value] of Object.entries(rest)) form.append(name, value);
  form.append("content", JSON.stringify(content));
  form.append("file", file);
  return form;
}
