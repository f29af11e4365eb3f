// The try screen: one text, what the model takes it for, and the words that spoke for that.

import { fill, make } from "../lib/dom.js";
import { mark } from "../lib/labels.js";
import { percent } from "../lib/score.js";
import { t } from "../lib/text.js";
import { short } from "./newest.js";
import { keep, labelled, message, placeOf, property } from "./parts.js";

const WORDS = 4; // words that one can take in at a glance

/** Return the words that spoke for the answer, strongest first. */
export function reasons(because) {
  return because
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .slice(0, WORDS)
    .map(({ word }) => word);
}

const long = (text, most) => [...text].length > most;

function words(because) {
  const found = reasons(because);
  if (!found.length) return null;
  return make(
    "p",
    { class: "p-because" },
    make("span", { class: "p-soft" }, t("because of")),
    ...found.map((word) => make("bdi", { class: "p-spoke" }, word)),
  );
}

function answer({ label, name, confidence, because }, labels) {
  const place = placeOf(labels, label);
  const bar = make("div", { class: "p-sure" }, make("span", { class: "p-fill" }));
  property(bar, "--share", confidence);
  return make(
    "div",
    { class: `p-answer ${mark(place).cls}` },
    make(
      "h1",
      { class: long(name, 13) ? "p-verdict p-long" : "p-verdict" },
      labelled({ name }, place),
    ),
    make("p", { class: "p-sureness" }, t("%(percent)s sure", { percent: percent(confidence) })),
    bar,
    words(because),
  );
}

/** Make the try screen. `update` takes the state's `show` and `project`. */
export function tryOut() {
  const nothing = message();
  const element = make("section", { class: "p-try" });
  let shown = "";

  function draw({ text, prediction }, labels) {
    const said = make("blockquote", { class: "p-said", dir: "auto" }, short(text));
    said.classList.toggle("p-long", long(text, 60));
    const missing = make("p", { class: "p-soft" }, t("There is no model yet"));
    fill(element, said, prediction ? answer(prediction, labels) : missing);
  }

  return {
    element,
    title: () => t("Try it"),
    spoken: ({ show }) =>
      show.prediction
        ? `${show.prediction.name}: ${t("%(percent)s sure", { percent: percent(show.prediction.confidence) })}`
        : "",
    update({ show, project }) {
      const labels = project?.labels ?? [];
      const key = JSON.stringify([show.text, show.prediction, labels]);
      if (key === shown && element.children.length) return;
      shown = key;
      if (show.text) draw(show, labels);
      else {
        nothing.say(t("Let's try the model"), t("What shall we ask it?"));
        keep(element, nothing.element);
      }
    },
  };
}
