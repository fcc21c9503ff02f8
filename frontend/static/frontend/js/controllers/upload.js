/**
 * The upload page: sends files a few at a time, then follows each until it is a record.
 *
 * A file goes waiting -> sending -> queued -> processing -> the status of its record; a refusal
 * stands beside its own file and the others go on.
 */

import { Refused, call } from "../api.js";
import { acceptFiles } from "../dropping.js";
import { forget, remember } from "../pending.js";
import { sendFile } from "../sending.js";

const AT_ONCE = 3;
const EVERY = 1200;
const UNFINISHED = new Set(["waiting", "sending", "queued", "processing"]);

export default function upload(element) {
  const part = (name) => element.querySelector(`[data-${name}]`);
  const words = JSON.parse(document.getElementById("state-words").textContent);
  words.waiting = { tone: "quiet", word: gettext("To be sent") };
  words.sending = { tone: "work", word: gettext("Sending") };
  words.refused = { tone: "bad", word: gettext("Refused") };

  const files = [];
  let batch = null;
  let running = 0;
  let following = false;

  acceptFiles(part("drop"), add, document);

  function add(chosen) {
    for (const file of chosen) {
      const entry = { file, state: "waiting", sent: 0, row: rowFor(file), document: null };
      files.push(entry);
      part("rows").append(entry.row);
      draw(entry);
    }
    part("queue").hidden = false;
    part("drop").classList.add("drop-small");
    sendNext();
  }

  function rowFor(file) {
    const row = element.querySelector("template[data-row]").content.firstElementChild.cloneNode(true);
    row.querySelector(".file-kind").textContent = file.name.split(".").pop().slice(0, 4);
    const name = row.querySelector(".upload-name");
    name.textContent = name.title = file.name;
    row.querySelector(".upload-note").textContent = sizeOf(file.size);
    return row;
  }

  function sendNext() {
    // the first file alone founds the batch that the others join
    const limit = batch === null ? 1 : AT_ONCE;
    const waiting = files.filter((entry) => entry.state === "waiting");
    for (const entry of waiting.slice(0, Math.max(0, limit - running))) send(entry);
    sum();
  }

  async function send(entry) {
    running += 1;
    entry.state = "sending";
    draw(entry);
    const values = {
      template: part("template").value,
      split: part("split").checked,
      batch: batch ?? "",
    };
    try {
      if (entry.file.size > Number(element.dataset.maxBytes)) throw tooLarge(entry.file);
      const answer = await sendFile(element.dataset.url, entry.file, values, (share) => {
        entry.sent = share;
        draw(entry);
      });
      batch = answer.batch;
      entry.sent = 1;
      entry.document = answer.document;
      entry.duplicate = answer.duplicate;
      entry.state = answer.problem ? "refused" : "queued";
      entry.problem = answer.problem;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      entry.state = "refused";
      entry.problem = error.message;
    } finally {
      running -= 1;
    }
    draw(entry);
    sendNext();
    handOver();
    follow();
  }

  function tooLarge(file) {
    const message = gettext("This file has %s; the limit is %s. Split it or scan it coarser.");
    const limit = Number(element.dataset.maxBytes);
    return new Refused(413, interpolate(message, [sizeOf(file.size), sizeOf(limit)]), null);
  }

  const unread = () => files.some((entry) => entry.document && UNFINISHED.has(entry.state));
  const unsent = () => files.some((entry) => ["waiting", "sending"].includes(entry.state));

  /** Somebody who looks at another page is told there, once everything is sent and read. */
  function handOver() {
    if (document.hidden && unread() && !unsent()) remember(batch);
  }

  async function follow() {
    if (following) return;
    following = true;
    while (unread()) {
      await new Promise((done) => setTimeout(done, EVERY));
      await look().catch(() => {});
    }
    following = false;
  }

  async function look() {
    let url = `${element.dataset.stateUrl}?batch=${batch}&page_size=500`;
    while (url) {
      const page = await call("GET", url);
      const known = new Map(page.results.map((document) => [document.id, document]));
      for (const entry of files) {
        const document = known.get(entry.document);
        if (document) settle(entry, document);
      }
      url = page.next && new URL(page.next).pathname + new URL(page.next).search;
    }
    sum();
  }

  function settle(entry, { state, records, page_count: pages }) {
    entry.state = state;
    if (state === "done" && records.length) {
      const worst = ["failed", "unmatched", "needs_review", "rejected", "accepted"];
      const first = [...records].sort(
        (a, b) => worst.indexOf(a.status) - worst.indexOf(b.status),
      )[0];
      entry.state = first.status;
      entry.records = records;
      entry.pages = pages;
      entry.problem = first.status === "failed" ? first.reason : "";
    }
    draw(entry);
  }

  function draw(entry) {
    const { row, file, state } = entry;
    const { tone, word } = words[state] ?? { tone: "quiet", word: state };
    const badge = row.querySelector(".state");
    badge.className = `state state-${tone}`;
    badge.textContent = word;
    row.dataset.state = state;
    const progress = row.querySelector("progress");
    progress.hidden = !UNFINISHED.has(state);
    if (state === "processing" || state === "queued") progress.removeAttribute("value");
    else progress.value = entry.sent;
    const error = row.querySelector(".upload-error");
    error.hidden = !entry.problem;
    error.textContent = entry.problem ?? "";
    row.querySelector(".upload-note").textContent = [
      sizeOf(file.size),
      entry.pages && interpolate(ngettext("%s page", "%s pages", entry.pages), [entry.pages]),
      entry.records?.[0].template,
      entry.duplicate && gettext("known already"),
    ]
      .filter(Boolean)
      .join(" · ");
    if (entry.records && !row.querySelector("a")) link(entry);
  }

  function link({ row, records }) {
    const name = row.querySelector(".upload-name");
    const anchor = document.createElement("a");
    anchor.href = element.dataset.recordUrl.replace("0".repeat(8), records[0].id);
    anchor.textContent = name.textContent;
    name.replaceChildren(anchor);
  }

  function sum() {
    const finished = files.filter((entry) => !UNFINISHED.has(entry.state)).length;
    part("sum").textContent = interpolate(gettext("%s of %s done"), [finished, files.length]);
    part("sum-bar").value = files.length ? finished / files.length : 0;
    const results = part("results");
    results.hidden = batch === null;
    if (batch) results.href = `${element.dataset.documents}?batch=${batch}`;
  }

  window.addEventListener("beforeunload", (event) => {
    if (unsent()) event.preventDefault();
  });
  window.addEventListener("pagehide", () => {
    if (unread()) remember(batch);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) handOver();
    else if (batch) forget(batch);
  });
}

function sizeOf(bytes) {
  const units = ["B", "KB", "MB", "GB"];
  const power = bytes ? Math.min(Math.floor(Math.log(bytes) / Math.log(1024)), 3) : 0;
  const number = bytes / 1024 ** power;
  return `${number.toFixed(power && number < 10 ? 1 : 0)} ${units[power]}`;
}
