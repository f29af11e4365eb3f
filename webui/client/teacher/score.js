// One version's score: how many of ten, how sure that is, label by label, and on the locked test.

import { fill, icon, make, shape } from "../lib/dom.js";
import { mark } from "../lib/labels.js";
import { basis, outOfTen, percent, range, whyNone, worstMistake } from "../lib/score.js";
import { nt, number, t } from "../lib/text.js";
import { confusion, orderOf } from "./confusion.js";

const known = (score) => Boolean(score) && !score.reason && score.accuracy !== null;

function big(score) {
  const words = make("p", { class: "score" }, make("b", {}, outOfTen(score.accuracy)));
  words.append(make("span", {}, percent(score.accuracy)));
  const luck = range(score);
  return [words, luck ? make("p", { class: "score-range" }, luck) : null];
}

function none(score) {
  return make(
    "div",
    { class: "no-score" },
    icon("people"),
    make("div", { class: "stack stack-small" }, make("b", {}, t("Not enough people to say"))),
    make("p", {}, whyNone(score.reason)),
  );
}

function locked({ test }) {
  if (!test || test.accuracy === null) return null;
  const title = make("p", { class: "locked-title" }, icon("lock"), t("On the locked-away test"));
  const of = t("%(right)s of %(of)s right", {
    right: number(test.right),
    of: number(test.of),
  });
  const small = make("p", { class: "small soft" }, of, " · ", percent(test.accuracy));
  const luck = range(test);
  return make(
    "div",
    { class: "locked" },
    title,
    make("p", { class: "large" }, make("b", {}, outOfTen(test.accuracy))),
    luck ? make("p", {}, luck) : null,
    small,
  );
}

function labelBar(label, { right, of }) {
  const bar = make("span", { class: "bar-fill" });
  bar.style.setProperty("--share", of ? String(right / of) : "0");
  bar.hidden = right === 0;
  const track = make("span", { class: "bar-track", "aria-hidden": "true" }, bar);
  const count = t("%(right)s of %(of)s", { right: number(right), of: number(of) });
  const name = make("span", { class: "by-name" }, shape(label.index), make("bdi", {}, label.name));
  return make(
    "li",
    { class: `by-label ${mark(label.index).cls}` },
    name,
    track,
    make("b", {}, count),
  );
}

function byLabel(model) {
  const labels = new Map(orderOf(model).map((label) => [label.id, label]));
  const bars = model.score.labels
    .filter((each) => labels.has(each.label))
    .map((each) => labelBar(labels.get(each.label), each));
  const title = make("h3", {}, t("Right, label by label"));
  return bars.length ? [title, make("ul", { class: "by-labels" }, ...bars)] : [];
}

function mistake(model) {
  const worst = worstMistake(model.score);
  if (!worst) return t("It made no mistake in this test.");
  const order = orderOf(model);
  return nt(
    "Its most common mistake: %(n)s example of %(from)s was taken for %(to)s.",
    "Its most common mistake: %(n)s examples of %(from)s were taken for %(to)s.",
    worst.count,
    { from: order[worst.from].name, to: order[worst.to].name },
  );
}

function about(score) {
  const luck = number(Math.round(10 / Math.max(1, score.order.length)));
  const chance = t("Just guessing would get about %(n)s of 10 right.", { n: luck });
  return make("p", { class: "soft small" }, basis(score), " ", chance);
}

/** Draw the score of `model` into `place`; `onOpen(from, to)` shows the examples of a number. */
export function drawScore(place, model, onOpen) {
  const { score } = model;
  const test = locked(score);
  if (!known(score)) return fill(place, none(score), test);
  const head = make("div", { class: "grow" }, ...big(score).filter(Boolean), about(score));
  return fill(
    place,
    make("div", { class: "score-head" }, head, test),
    ...byLabel(model),
    make("p", {}, mistake(model)),
    confusion(model, model.inspectable === false ? null : onOpen),
  );
}
