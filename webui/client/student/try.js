// Try the model: a text goes in, a label comes out, with how sure it is and which words spoke.

import { api } from "../lib/api.js";
import { chip, fieldError, fill, make, one, onSubmit, shape } from "../lib/dom.js";
import { mark } from "../lib/labels.js";
import { percent } from "../lib/score.js";
import { number, t } from "../lib/text.js";
import { pieces } from "./pieces.js";

const WORDS = 6;
const section = one("#try");
const answer = one("#answer");

// "10 of 10" is only said of what is as good as certain.
const outOfTen = (confidence) =>
  confidence >= 0.995 ? 10 : Math.min(9, Math.round(confidence * 10));

function sure(confidence) {
  const n = outOfTen(confidence);
  const dots = Array.from({ length: 10 }, (_, place) =>
    make("i", { class: place < n ? "on" : "off" }),
  );
  return make(
    "div",
    { class: "sure" },
    make("span", { class: "dots", "aria-hidden": "true" }, ...dots),
    make("span", { class: "large" }, make("b", {}, t("%(n)s of 10 sure", { n: number(n) }))),
    make("span", { class: "soft small" }, percent(confidence)),
  );
}

const signed = (weight) =>
  `${weight < 0 ? "−" : "+"}${number(Math.abs(Math.round(weight * 10) / 10))}`;

// What spoke so softly that it is rounded to nothing is left out.
function spoke(because) {
  const loud = because.filter(({ weight }) => Math.abs(weight) >= 0.05);
  const strongest = loud.sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight)).slice(0, WORDS);
  const weights = new Map(strongest.map(({ word, weight }) => [word.toLowerCase(), weight]));
  return { weights, strongest: strongest.sort((a, b) => b.weight - a.weight) };
}

function reasons(text, because) {
  const { weights, strongest } = spoke(because);
  if (strongest.length === 0) {
    return [make("p", { class: "soft" }, t("It knows none of these words yet."))];
  }
  const marked = pieces(text, weights).map((piece) =>
    piece.weight
      ? make("mark", { class: piece.weight > 0 ? "spoke-for" : "spoke-against" }, piece.text)
      : piece.text,
  );
  const item = ({ word, weight }) =>
    make(
      "li",
      { class: weight > 0 ? "spoke-for" : "spoke-against" },
      make("bdi", {}, word),
      make("span", { class: "weight" }, signed(weight)),
      make("span", { class: "unseen" }, weight > 0 ? t("spoke for it") : t("spoke against it")),
    );
  return [
    make("p", { class: "said", dir: "auto" }, ...marked),
    make("h3", {}, t("Words that spoke")),
    make("ul", { class: "words" }, ...strongest.map(item)),
  ];
}

function others(labels, project) {
  const row = ({ label, name, confidence }) => {
    const index = project.labels.findIndex((each) => each.id === label);
    const bar = make("span", { class: "bar-fill" });
    bar.style.setProperty("--share", confidence);
    return make(
      "li",
      { class: `bar ${index < 0 ? "" : mark(index).cls}` },
      index < 0 ? make("span") : shape(index),
      make("span", { class: "bar-name" }, make("bdi", {}, name)),
      make("span", { class: "bar-count" }, percent(confidence)),
      make("span", { class: "bar-track", "aria-hidden": "true" }, bar),
    );
  };
  return make("ul", { class: "bars" }, ...labels.slice(0, 12).map(row));
}

function show(text, prediction, project) {
  const index = project.labels.findIndex((label) => label.id === prediction.label);
  fill(
    answer,
    make(
      "p",
      { class: "verdict" },
      make("span", { class: "soft" }, t("The model says")),
      index < 0 ? make("b", {}, prediction.name) : chip(prediction.name, index),
    ),
    sure(prediction.confidence),
    ...reasons(text, prediction.because),
    make("h3", {}, t("All labels")),
    others(prediction.labels, project),
  );
  answer.hidden = false;
}

async function ask(page, text) {
  fieldError("try-data", text ? "" : t("Write something first."));
  if (!text) return one("#try-data").focus();
  const button = one("#try-button");
  button.disabled = true;
  try {
    show(
      text,
      await api("POST", `/projects/${page.project.id}/predict`, { data: text }),
      page.project,
    );
  } catch (problem) {
    answer.hidden = true;
    fieldError("try-data", problem.message);
  } finally {
    button.disabled = false;
  }
}

/** Bring the section to life; `page.project` is the project as it is now. */
export function startTrying(page) {
  onSubmit(one("#try-form"), (form) => ask(page, form.get("data").trim()));
}

/** Show the section when there is a model to try; it is the main thing once the class uses it. */
export function drawTry(project, main) {
  section.hidden = !project.model;
  one("#try-button").classList.toggle("button-primary", main);
}
