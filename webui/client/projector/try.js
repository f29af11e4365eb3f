// The try screen: what was tried, what the model takes it for, and the words that spoke for that.

import { fill, make } from "../lib/dom.js";
import { mark } from "../lib/labels.js";
import { percent } from "../lib/score.js";
import { t } from "../lib/text.js";
import { content } from "./newest.js";
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

function answer({ label, name: known, confidence, because }, labels) {
  const place = placeOf(labels, label);
  const name = labels[place]?.name ?? known;
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

const isMedia = (project) => ["images", "sounds"].includes(project?.type);

// What was tried and the model's answer, if both are known: a text and a row are in the show
// itself, a picture or a sound lies beside it, under the key that the show has.
function given({ show, project, tried }) {
  if (!show.text || !project) return null;
  if (!isMedia(project)) return { example: { data: show.text }, prediction: show.prediction };
  return tried?.key === show.text ? { example: tried, prediction: tried.prediction } : null;
}

function thing(project, example) {
  if (isMedia(project)) return make("div", { class: "p-thing" }, content(project, example));
  const said = content(project, example);
  const box = make("blockquote", { class: "p-said", dir: "auto" }, said);
  box.classList.toggle("p-long", long(said.textContent, 60));
  return box;
}

/** Make the try screen. `update` takes the state's `show`, `project` and `tried`. */
export function tryOut() {
  const nothing = message();
  const element = make("section", { class: "p-try" });
  let shown = "";

  function draw(project, { example, prediction }) {
    const missing = make("p", { class: "p-soft" }, t("There is no model yet"));
    element.classList.toggle("p-beside", isMedia(project));
    fill(
      element,
      thing(project, example),
      prediction ? answer(prediction, project.labels) : missing,
    );
  }

  return {
    element,
    title: () => t("Try it"),
    spoken(state) {
      const prediction = given(state)?.prediction;
      if (!prediction) return "";
      const sure = t("%(percent)s sure", { percent: percent(prediction.confidence) });
      return `${prediction.name}: ${sure}`;
    },
    update(state) {
      const found = given(state);
      const key = JSON.stringify([found, state.project?.labels]);
      if (key === shown && element.children.length) return;
      shown = key;
      if (found) return draw(state.project, found);
      element.classList.remove("p-beside");
      nothing.say(t("Let's try the model"), t("What shall we ask it?"));
      keep(element, nothing.element);
    },
  };
}
