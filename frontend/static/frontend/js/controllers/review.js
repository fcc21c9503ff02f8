/** The review desk: shows one doubt after the other and carries out what a key or button says. */

import { Refused, call } from "../api.js";
import { ask } from "../asking.js";
import { attach } from "../attach.js";
import { answerOf } from "../review/answer.js";
import { cardsFrom } from "../review/cards.js";
import { actionOf } from "../review/keys.js";
import { draw } from "../review/region.js";
import { stepsTo } from "../review/steps.js";
import { toast } from "../toast.js";

const AHEAD = 2;
const FEW = 3;

export default async function review(element) {
  const { doubts } = element.dataset;
  const desk = element.querySelector("[data-desk]");
  const counter = element.querySelector("[data-open]");
  const spoken = element.querySelector("[data-spoken]");
  const steps = stepsTo(doubts);
  const cards = cardsFrom(element.dataset.cards, doubts, AHEAD, steps.idle, (open) => {
    counter.textContent = open;
  });
  let card = null;
  let answer = null;
  let drawing = false;
  let busy = false;

  function show(next) {
    card = next?.element ? next : null;
    answer = null;
    desk.setAttribute("aria-busy", "false");
    if (!card) {
      desk.innerHTML = next.empty;
      desk.querySelector("a, button")?.focus({ preventScroll: true });
      spoken.textContent = desk.querySelector("h2")?.textContent ?? "";
      return;
    }
    desk.replaceChildren(card.element);
    answer = answerOf(card.element, doubts);
    answer.focus();
    spoken.textContent = card.element.querySelector("h2").textContent;
    // the next key may come at once; the page beside it need not be there yet
    reveal(card.element);
  }

  async function reveal(shown) {
    await attach(shown);
    const { page, points } = shown.dataset;
    const viewer = shown.querySelector("[data-controller~=viewer]");
    if (page) viewer.dispatchEvent(new CustomEvent("reveal", { detail: { page, points } }));
  }

  async function on(record = null) {
    desk.setAttribute("aria-busy", "true");
    try {
      show(await cards.next(record));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      desk.setAttribute("aria-busy", "false");
      toast(error.message, "bad");
    }
  }

  /** Send a step of the shown card; it is left at once unless the server has to agree first. */
  async function leave(action, body, { first = false, told = () => {} } = {}) {
    const left = card;
    const sending = steps.send(`${left.id}/${action}/`, body);
    cards.forget(left.record);
    if (!first) {
      sending.then(
        (said) => told(said, left),
        (error) => refused(error, left),
      );
      return on(left.record);
    }
    try {
      told(await sending, left);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (error.status !== 409) {
        answer.say(error.message, true);
        return answer.focus();
      }
      toast(error.message);
    }
    return on(left.record);
  }

  /** A step that the server refuses after the card was left: it comes back as the next. */
  function refused(error, left) {
    if (!(error instanceof Refused)) throw error;
    toast(error.message, "bad");
    if (error.status !== 409) cards.comesNext(left);
  }

  /** What became of the record, in words. */
  function outcome(said, left) {
    cards.left(said.record, said.left);
    const link = Object.assign(document.createElement("a"), {
      href: `/records/${said.record}/`,
      textContent: gettext("Open it"),
    });
    const before = Number(left.element.dataset.left);
    if (said.disagreed) toast(gettext("Somebody said something else. A third person decides."));
    else if (
      !said.settled &&
      said.status === "needs_review" &&
      // a corrected value of a rule may be a doubt of its own now
      (left.element.dataset.kind !== "rule" || said.doubt !== left.id)
    ) {
      toast(gettext("Kept. A second person settles it."));
    } else if (said.status === "accepted" && left.element.dataset.kind !== "audit") {
      toast(interpolate(gettext("%s is accepted."), [said.file]), "good", link);
    } else if (said.status === "needs_review" && (before <= 1 || left.element.dataset.kind === "audit")) {
      toast(
        interpolate(gettext("%s comes back: what was decided breaks a rule."), [said.file]),
        "bad",
        link,
      );
    }
  }

  async function region() {
    const viewer = card.element.querySelector("[data-controller~=viewer]");
    const button = card.element.querySelector("[data-do=region]");
    if (!button || drawing) return;
    drawing = true;
    button.setAttribute("aria-pressed", "true");
    const shown = card;
    const place = await draw(viewer, card.element.dataset.points);
    drawing = false;
    button.setAttribute("aria-pressed", String(Boolean(place || answer?.region)));
    if (card !== shown) return;
    if (!place) return answer.focus();
    mark(viewer, place);
    answer.place(place);
    try {
      const read = await call("POST", `${doubts}${shown.id}/read/`, { region: place });
      if (card === shown) answer.suggest(read.text);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
    }
  }

  /** Show the drawn place: its crop, and its box on the page. */
  function mark(viewer, { page, box }) {
    const corners = box.flat().map(Math.round).join("-");
    const address = card.element.dataset.cropAt.replace("PAGE", page).replace("PLACE", corners);
    let picture = card.element.querySelector("[data-crop]");
    if (!picture) {
      picture = Object.assign(document.createElement("img"), {
        alt: gettext("The place on the page"),
      });
      picture.dataset.crop = "";
      const none = card.element.querySelector("[data-crop-none]");
      none.classList.remove("review-crop-none");
      none.replaceChildren(picture);
    }
    picture.src = address;
    const near = card.element.querySelector("[data-near]");
    if (near) near.src = address.replace(/value\.png$/, "near.png");
    const sheet = viewer.querySelector(`[data-sheet="${page}"] svg`);
    for (const old of viewer.querySelectorAll("[data-place]")) old.remove();
    const shape = document.createElementNS("http://www.w3.org/2000/svg", "polygon");
    shape.setAttribute("class", "box box-person chosen");
    shape.setAttribute("points", box.map((corner) => corner.join(",")).join(" "));
    shape.dataset.place = "";
    sheet.append(shape);
  }

  async function words(title, options, action) {
    const shown = card;
    const text = await ask(title, options);
    if (text === null || card !== shown) return answer?.focus();
    if (action === "escalate") return leave(action, { text });
    try {
      await steps.send(`${shown.id}/${action}/`, { text });
      toast(gettext("Noted."));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      toast(error.message, "bad");
    }
    answer?.focus();
  }

  const always = {
    help: () => document.getElementById("review-keys").showModal(),
    group: () => element.querySelector("[data-group]").click(),
    again: () => on(),
    async undo() {
      try {
        const { opened, refused } = await steps.plain("undo/");
        const taken = await cards.take(opened.map((one) => one.id));
        toast([gettext("Taken back."), ...refused.slice(0, FEW)].join(" "));
        if (taken) show(taken);
        else await on();
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        toast(error.message, "bad");
        answer?.focus();
      }
    },
  };
  const ofCard = {
    accept() {
      const { problem, action, body, typed } = answer.sent();
      if (!problem) return leave(action, body, { first: typed, told: outcome });
      answer.say(problem, true);
    },
    empty: () => nothing("empty"),
    unreadable: () => nothing("unreadable"),
    region,
    skip: () => leave("skip", {}),
    escalate: () =>
      words(
        gettext("Ask somebody who may settle it"),
        { label: gettext("What makes it hard?"), button: gettext("Ask"), required: true },
        "escalate",
      ),
    note: () =>
      words(
        gettext("Leave a note"),
        { label: gettext("For whoever sees it next"), button: gettext("Keep"), required: true },
        "note",
      ),
    open: () => card.element.querySelector("[data-open-record]").click(),
    reset: () => answer.reset(),
    edit: () => answer.edit(),
    choose: ({ number }) => answer.choose(number),
    step: ({ by }) => answer.step(by),
    type: ({ text }) => answer.type(text),
  };
  const nothing = (reason) => {
    const place = answer.region ? { region: answer.region } : {};
    return leave("decide", { value: null, reason, ...place }, { told: outcome });
  };
  const onlyOfValues = new Set(["empty", "unreadable", "region"]);

  async function act(action) {
    if (busy) return;
    if (always[action.name]) return once(() => always[action.name]());
    if (!card || !ofCard[action.name]) return;
    if (onlyOfValues.has(action.name) && !card.element.querySelector("[data-do=empty]")) return;
    // words and drawing take as long as a person needs; a second key must not wait for them
    if (["region", "note", "escalate", "choose", "step", "type", "edit", "reset"].includes(action.name)) {
      return ofCard[action.name](action);
    }
    return once(() => ofCard[action.name](action));
  }

  async function once(work) {
    busy = true;
    try {
      await work();
    } finally {
      busy = false;
    }
  }

  element.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (!button) return;
    event.preventDefault();
    act({ name: button.dataset.do });
  });
  element.addEventListener("submit", (event) => {
    if (event.target.matches("[data-answer]")) event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.defaultPrevented || document.querySelector("dialog[open]")) return;
    const elsewhere = event.target.closest("select, a, button, [data-viewer-frame], .topbar, .sidebar");
    const field = event.target.closest("[data-input]");
    if (event.target.closest("input, textarea") && !field) return;
    const action = actionOf(event, field || !elsewhere ? (answer?.state ?? EMPTY) : EMPTY);
    if (!action) return;
    // on another control a bare key is that control's own
    if (elsewhere && !event.altKey && !["help"].includes(action.name)) return;
    event.preventDefault();
    act(action);
  });

  await on();
}

const EMPTY = { mode: "look", choices: 0, picked: "" };
