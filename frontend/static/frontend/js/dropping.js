/** Takes files that are dropped on an element, or chosen in the file input inside it if it has one. */

export function acceptFiles(zone, take, area = zone) {
  const input = zone.querySelector("input[type=file]");
  let depth = 0;
  const carriesFiles = (event) => event.dataTransfer?.types.includes("Files");

  area.addEventListener("dragenter", (event) => {
    if (!carriesFiles(event)) return;
    depth += 1;
    zone.classList.add("drop-over");
  });
  area.addEventListener("dragleave", (event) => {
    if (!carriesFiles(event)) return;
    depth -= 1;
    if (depth <= 0) zone.classList.remove("drop-over");
  });
  area.addEventListener("dragover", (event) => {
    if (carriesFiles(event)) event.preventDefault();
  });
  area.addEventListener("drop", async (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    depth = 0;
    zone.classList.remove("drop-over");
    const files = await dropped(event.dataTransfer);
    if (files.length) take(files);
  });
  if (!input) return;
  const takeChosen = () => {
    const files = [...input.files];
    input.value = "";
    if (files.length) take(files);
  };
  input.addEventListener("change", takeChosen);
  // somebody may choose files while the page is still loading its behaviour
  takeChosen();
}

/** The dropped files, those inside dropped folders too. */
async function dropped(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (entries.length === 0) return [...transfer.files];
  return (await Promise.all(entries.map(filesOf))).flat();
}

async function filesOf(entry) {
  if (entry.isFile) return [await new Promise((done, fail) => entry.file(done, fail))];
  const reader = entry.createReader();
  const found = [];
  // a reader hands out a hundred entries at a time
  for (;;) {
    const some = await new Promise((done, fail) => reader.readEntries(done, fail));
    if (some.length === 0) break;
    found.push(...some);
  }
  found.sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
  return (await Promise.all(found.map(filesOf))).flat();
}
