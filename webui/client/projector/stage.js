// The stage: shows one screen at a time, from one state.

import { make, say } from "../lib/dom.js";
import { t } from "../lib/text.js";
import { curve } from "./curve.js";
import { join } from "./join.js";
import { keep, message } from "./parts.js";
import { program } from "./program.js";
import { result } from "./result.js";
import { training } from "./training.js";
import { tryOut } from "./try.js";
import { wall } from "./wall.js";

const QUIET = 8000; // ms between two sentences to a screen reader: a wall changes all the time

/** The state before the box has said anything. */
export function blank() {
  return {
    show: { screen: "join", project: "", revealed: false, text: "", program: "", prediction: null },
    project: null,
    counts: null,
    people: { students: [], count: 0 },
    training: null,
    models: null,
    curve: null,
    studying: null,
    tried: null,
    program: null,
    newest: [],
    door: null,
    minimum: 5,
    waiting: false,
  };
}

function aloud(element) {
  let last = 0;
  let timer;
  let text = "";
  return (sentence) => {
    text = sentence;
    clearTimeout(timer);
    const wait = Math.max(0, last + QUIET - Date.now());
    timer = setTimeout(() => {
      last = Date.now();
      say(element, text);
    }, wait);
  };
}

function choosing() {
  const text = message();
  return {
    element: text.element,
    title: () => t("Projector"),
    spoken: () => t("Your teacher chooses a project"),
    update: () => text.say(t("Your teacher chooses a project")),
  };
}

/** Put screens on `root`; the result's `apply(state)` shows what the state says. */
export function stage(root, brand) {
  const screens = { join: join(), wall: wall(), training: training(), result: result() };
  screens.curve = curve();
  screens.try = tryOut();
  screens.program = program();
  const choose = choosing();
  const region = make("p", { class: "unseen", role: "status", "aria-live": "polite" });
  const notice = make("p", { class: "p-notice", role: "status" }, t("Looking for the box …"));
  const speak = aloud(region);
  root.after(region, notice);

  return {
    apply(state) {
      const wanted = screens[state.show.screen] ?? choose;
      const screen = wanted === screens.join || state.project ? wanted : choose;
      keep(root, screen.element);
      screen.update(state);
      speak(screen.spoken(state));
      notice.hidden = !state.waiting;
      const title = `${screen.title(state)} · ${brand}`;
      if (document.title !== title) document.title = title;
    },
  };
}
