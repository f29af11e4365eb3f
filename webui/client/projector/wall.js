// The wall: one large bar for each label, growing as examples land.

import { make, say, shape } from "../lib/dom.js";
import { mark } from "../lib/labels.js";
import { nt, number, t } from "../lib/text.js";
import { hint } from "./hint.js";
import { newest } from "./newest.js";
import { keep, labelled, message, property } from "./parts.js";

const COLUMN = 12; // labels that fit under each other; more make a second column
const MOST = 24; // labels that can be read at all
const FEW = 6; // labels whose shapes are drawn large while waiting
const FIRST_SCALE = 10; // examples of a full bar at the start

function row(label, index) {
  const name = make("span", { class: "p-name", dir: "auto" }, label.name);
  const count = make("span", { class: "p-count" }, "0");
  const fillBar = make("span", { class: "p-fill" });
  const goal = make("span", { class: "p-goal" });
  const track = make("span", { class: "p-track" }, fillBar, goal);
  const element = make(
    "li",
    { class: `p-row ${mark(index).cls}` },
    shape(index),
    name,
    track,
    count,
  );
  return {
    element,
    update(n, scale, minimum) {
      say(count, number(n));
      element.dataset.count = n;
      property(element, "--share", n / scale);
      property(element, "--goal", minimum / scale);
      goal.hidden = n >= minimum;
    },
  };
}

function bars() {
  const element = make("ol", { class: "p-bars" });
  let rows = new Map();
  let shown = "";
  function rebuild(labels) {
    const key = JSON.stringify(labels);
    if (key === shown) return;
    shown = key;
    rows = new Map(labels.map((label, index) => [label.id, row(label, index)]));
    keep(element, ...[...rows.values()].map((each) => each.element));
    property(element, "--rows", Math.min(COLUMN, Math.max(3, labels.length)));
    element.classList.toggle("p-two", labels.length > COLUMN);
  }
  return {
    element,
    update(labels, counts, minimum) {
      rebuild(labels.slice(0, MOST));
      const scale = Math.max(FIRST_SCALE, 2 * minimum, ...Object.values(counts.labels));
      for (const [id, each] of rows) each.update(counts.labels[id] ?? 0, scale, minimum);
    },
  };
}

function header() {
  const name = make("h1", { class: "p-project", dir: "auto" });
  const total = make("span", { class: "p-number" });
  const word = make("span", { class: "p-word" });
  const from = make("span", { class: "p-word" });
  const words = make("span", { class: "p-words" }, word, from);
  const sum = make("p", { class: "p-sum" }, total, words);
  return {
    element: make("header", { class: "p-header" }, name, sum),
    update(project, { total: examples, contributors }) {
      say(name, project.name);
      sum.hidden = examples === 0;
      say(total, number(examples));
      say(word, nt("example", "examples", examples));
      say(from, nt("from %(n)s person", "from %(n)s people", contributors));
    },
  };
}

function waiting() {
  const text = message("h2");
  const chips = make("p", { class: "p-chips" });
  let shown = "";
  return {
    element: make("div", { class: "p-waiting" }, text.element, chips),
    update(labels) {
      text.say(
        labels.length ? t("Waiting for the first example") : t("Waiting for the first label"),
      );
      const key = JSON.stringify(labels);
      if (key === shown) return;
      shown = key;
      keep(chips, ...labels.slice(0, MOST).map((label, index) => labelled(label, index)));
      chips.classList.toggle("p-few", labels.length <= FEW);
    },
  };
}

/** Make the wall. `update` takes the state's `project`, `counts`, `minimum`, `show`, `newest`. */
export function wall() {
  const top = header();
  const chart = bars();
  const cards = newest();
  const empty = waiting();
  const foot = make("p", { class: "p-hint" });
  const middle = make("div", { class: "p-middle" });
  const element = make("section", { class: "p-wall" }, top.element, middle, foot);

  function content(state) {
    if (!state.counts.total) return [empty.element];
    return state.show.revealed && state.newest.length
      ? [chart.element, cards.element]
      : [chart.element];
  }

  return {
    element,
    title: ({ counts }) => nt("%(n)s example", "%(n)s examples", counts?.total ?? 0),
    spoken: ({ counts }) =>
      counts
        ? [
            nt("%(n)s example", "%(n)s examples", counts.total),
            nt("from %(n)s person", "from %(n)s people", counts.contributors),
          ].join(" ")
        : "",
    update(state) {
      const { project, counts, minimum } = state;
      if (!project || !counts) return;
      top.update(project, counts);
      empty.update(project.labels);
      chart.update(project.labels, counts, minimum);
      cards.update(project, state.newest);
      keep(middle, ...content(state));
      middle.classList.toggle("p-revealed", middle.children.length > 1);
      cards.fit();
      say(foot, counts.total ? hint(project.labels, counts, minimum) : "");
    },
  };
}
