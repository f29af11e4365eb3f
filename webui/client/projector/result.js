// The result: how many were right, and what the model mixes up.

import { fill, icon, make, shape } from "../lib/dom.js";
import { mark } from "../lib/labels.js";
import { outOfTen, percent, range } from "../lib/score.js";
import { nt, number, t } from "../lib/text.js";
import { keep, labelled, message, placeOf, property } from "./parts.js";

const MANY = 6; // labels whose table needs the screen's whole width
const TABLE = 12; // labels of the largest table that can be read
const MISTAKES = 6; // mistakes that are shown instead of a larger one
const VERSIONS = 4; // versions that fit into one line

const reasons = {
  few_contributors: () => t("An honest score needs examples from more people."),
};

function because(score) {
  return (reasons[score.reason] ?? (() => t("There was too little to judge it honestly.")))();
}

function brief(n) {
  const options = { notation: "compact", maximumFractionDigits: 0 };
  return n < 1000
    ? number(n)
    : new Intl.NumberFormat(document.documentElement.lang, options).format(n);
}

function cell(n, wanted, guessed, most) {
  const right = wanted === guessed;
  const cls = right ? `p-cell p-right ${mark(wanted).cls}` : "p-cell";
  const element = make("td", { class: cls }, n ? brief(n) : "·");
  element.dataset.count = n;
  property(element, "--heat", most ? n / most : 0);
  return element;
}

function matrix({ order, confusion }, labels) {
  const places = order.map((id) => placeOf(labels, id));
  const names = order.map((id, i) => labels[places[i]]?.name ?? id);
  const most = Math.max(1, ...confusion.flatMap((line, i) => line.filter((_, j) => i !== j)));
  const columns = order.map((_, j) =>
    make(
      "th",
      { scope: "col", class: mark(places[j]).cls },
      shape(places[j]),
      make("span", { class: "unseen" }, names[j]),
    ),
  );
  const rows = confusion.map((line, i) =>
    make(
      "tr",
      { class: mark(places[i]).cls },
      make("th", { scope: "row" }, shape(places[i]), make("bdi", { class: "p-name" }, names[i])),
      ...line.map((n, j) => cell(n, places[i], places[j], most)),
    ),
  );
  const corner = make("td", { class: "p-corner" }, t("The model said"));
  const table = make("table", { class: "p-matrix" }, make("tr", {}, corner, ...columns), ...rows);
  property(table, "--rows", order.length + 1);
  return table;
}

// More labels than a table has room for: the most frequent mistakes instead.
function mistakes({ order, confusion }, labels) {
  const places = order.map((id) => placeOf(labels, id));
  const name = (i) => labels[places[i]] ?? { name: order[i] };
  const found = confusion
    .flatMap((line, i) => line.map((n, j) => ({ n, i, j })))
    .filter(({ n, i, j }) => n && i !== j)
    .sort((a, b) => b.n - a.n)
    .slice(0, MISTAKES)
    .map(({ n, i, j }) =>
      make(
        "li",
        {},
        make("b", {}, t("%(n)s times", { n: number(n) })),
        labelled(name(i), places[i]),
        make("span", { class: "p-soft" }, t("taken for")),
        labelled(name(j), places[j]),
      ),
    );
  return make("ol", { class: "p-mistakes" }, ...found);
}

function versions(models, current) {
  const items = models.slice(-VERSIONS).map(({ version, score }) => {
    const value = score.reason ? t("no score") : percent(score.accuracy);
    const text = t("Version %(n)s: %(score)s", { n: version, score: value });
    return make("li", { class: version === current ? "p-current" : "" }, text);
  });
  return make("ol", { class: "p-versions" }, ...items);
}

function exactly(score) {
  const words = {
    right: number(score.right),
    of: number(score.of),
    percent: percent(score.accuracy),
  };
  return t("%(right)s of %(of)s, that is %(percent)s", words);
}

function lockedTest({ test }) {
  if (!test || test.accuracy === null) return null;
  const words = t("On the locked-away test: %(score)s", { score: percent(test.accuracy) });
  return make("p", { class: "p-locked-test" }, icon("lock"), words);
}

function headline(score) {
  const luck = range(score);
  return make(
    "div",
    { class: "p-score" },
    make("h1", { class: "p-big p-first" }, outOfTen(score.accuracy)),
    luck ? make("p", { class: "p-range" }, luck) : null,
    make("p", { class: "p-percent" }, exactly(score)),
    make(
      "p",
      { class: "p-soft" },
      nt(
        "judged on %(n)s person it had not learned from",
        "judged on %(n)s people, each time without learning from them",
        score.contributors,
      ),
    ),
    lockedTest(score),
  );
}

function noScore(score) {
  const text = message();
  text.say(t("No score yet"), because(score));
  return text.element;
}

const chart = (score, labels) => (score.order.length > TABLE ? mistakes : matrix)(score, labels);

/** Make the result screen. `update` takes the state's `project` and `models`. */
export function result() {
  const none = message();
  const element = make("section", { class: "p-result" });
  let shown = "";

  function draw(model, { models, current }) {
    const { score, labels } = model;
    const parts = score.reason ? [noScore(score)] : [headline(score), chart(score, labels)];
    element.classList.toggle("p-many", labels.length > MANY);
    fill(element, ...parts, ...(models.length > 1 ? [versions(models, current)] : []));
  }

  return {
    element,
    title: () => t("Result"),
    spoken: ({ models }) => {
      const score = models?.models.find((each) => each.version === models.current)?.score;
      if (!score || score.reason) return score ? because(score) : "";
      return [outOfTen(score.accuracy), range(score), exactly(score)]
        .filter(Boolean)
        .map((each) => `${each}.`)
        .join(" ");
    },
    update({ models }) {
      const model = models?.models.find((each) => each.version === models.current);
      const key = JSON.stringify(models ?? null);
      if (key === shown && element.children.length) return;
      shown = key;
      if (model) draw(model, models);
      else {
        none.say(t("There is no model yet"), t("It has to be trained first."));
        keep(element, none.element);
      }
    },
  };
}
