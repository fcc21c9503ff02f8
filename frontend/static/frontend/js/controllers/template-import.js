/**
 * Imports templates: a .json file with the pictures that its pages name; mistakes are listed
 * with their place.
 */

import { Refused, call } from "../api.js";
import { acceptFiles } from "../dropping.js";

export default function templateImport(element) {
  const results = element.querySelector("[data-results]");
  const opener = document.querySelector("[data-open-import]");

  opener?.addEventListener("click", () => {
    element.hidden = false;
    element.querySelector("input").click();
  });
  acceptFiles(element.querySelector(".drop"), importAll, document);

  async function importAll(files) {
    element.hidden = false;
    const documents = files.filter((file) => file.name.toLowerCase().endsWith(".json"));
    const samples = files.filter((file) => !documents.includes(file));
    if (documents.length === 0) {
      note("bad", gettext("There is no .json file among these. Drop the template with its pictures."));
    }
    let published = false;
    for (const file of documents) published = (await importOne(file, samples)) || published;
    if (published) setTimeout(() => location.reload(), 1800);
  }

  async function importOne(file, samples) {
    const waiting = note("quiet", interpolate(gettext("Importing %s …"), [file.name]));
    const body = new FormData();
    body.append("template", file);
    for (const sample of samples) body.append("samples", sample);
    try {
      const { name, version, created, warnings } = await call("POST", element.dataset.url, body);
      const text = created ? gettext("%s is published as version %s.") : gettext("%s is version %s already; nothing has changed.");
      note("good", interpolate(text, [name, version]), warnings.map((message) => ({ message })));
      return created && warnings.length === 0;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const problems = error.body?.problems ?? [];
      const lead = problems.length ? gettext("%s was not imported:") : `%s: ${error.message}`;
      note("bad", interpolate(lead, [file.name]), problems);
      return false;
    } finally {
      waiting.remove();
    }
  }

  function note(kind, text, problems = []) {
    const box = document.createElement("div");
    box.className = `notice notice-${kind}`;
    const body = box.appendChild(document.createElement("div"));
    body.append(text);
    if (problems.length) {
      const list = body.appendChild(document.createElement("ul"));
      list.className = "import-problems";
      for (const { place, message } of problems) {
        const item = list.appendChild(document.createElement("li"));
        if (place) item.appendChild(document.createElement("code")).textContent = place;
        item.append(place ? ` ${message}` : message);
      }
    }
    results.append(box);
    return box;
  }
}
