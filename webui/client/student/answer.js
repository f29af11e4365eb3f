// What the model says: its label, how sure it is, why, and all labels.

import { chip, make, shape } from "../lib/dom.js";
import { mark } from "../lib/labels.js";
import { percent } from "../lib/score.js";
import { number, t } from "../lib/text.js";
import { whyView } from "../lib/why.js";
import { whyButton } from "../lib/why-button.js";

const MEDIA = new Set(["images", "sounds"]);

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

function others(labels, project) {
  const row = ({ label, name, confidence }) => {
    const index = project.labels.findIndex((each) => each.id === label);
    const bar = make("span", { class: "bar-fill" });
    bar.style.setProperty("--share", confidence);
    return make(
      "li",
      { class: `bar ${index < 0 ? "" : mark(index).cls}` },
      index < 0 ? make("span") : shape(index),
      make("span", { class: "bar-name" }, make("bdi", {}, project.labels[index]?.name ?? name)),
      make("span", { class: "bar-count" }, percent(confidence)),
      make("span", { class: "bar-track", "aria-hidden": "true" }, bar),
    );
  };
  return make("ul", { class: "bars" }, ...labels.slice(0, 12).map(row));
}

function reasons(project, given, prediction) {
  if (MEDIA.has(project.type)) return whyButton(project, given);
  // Answers of a box from before "why" name the words alone.
  const why = prediction.why ?? { kind: "words", words: prediction.because ?? [] };
  if (project.type === "numbers" && !prediction.why) return null;
  return whyView(project, why, given);
}

/** Return what is shown of `prediction`, which the box gave for `{data, file, preview}`. */
export function answerParts(project, given, prediction) {
  const index = project.labels.findIndex((label) => label.id === prediction.label);
  return [
    make(
      "p",
      { class: "verdict" },
      make("span", { class: "soft" }, t("The model says")),
      index < 0 ? make("b", {}, prediction.name) : chip(project.labels[index].name, index),
    ),
    sure(prediction.confidence),
    reasons(project, given, prediction),
    make("h3", {}, t("All labels")),
    others(prediction.labels, project),
  ];
}
