// The crowd curve on the wall: a headline of what was measured, and the chart that it grows from.

import { measuredUpTo } from "../lib/curve.js";
import { curveChart } from "../lib/curve-chart.js";
import { noCurve, ofTen, point, span, summary } from "../lib/curve-words.js";
import { make, say } from "../lib/dom.js";
import { active } from "../lib/progress.js";
import { nt, number, t } from "../lib/text.js";
import { keep, message } from "./parts.js";

const PAUSE = 900; // ms between two points
const LEAST = { points: [], fit: null, guess: [], contributors: 0, reason: "" };

function beyond(result) {
  const most = measuredUpTo(result);
  const far = (result.guess ?? []).filter(({ contributors }) => contributors > most).at(-1);
  if (!far) return "";
  const values = { people: number(far.contributors), span: span(far) };
  return t("Our guess for %(people)s people: %(span)s of 10", values);
}

/** Say under the headline what is going on: what comes next, or what the guess is. */
export function underline(result, running) {
  const most = measuredUpTo(result);
  if (!running) return beyond(result);
  if (!most) return t("The box learns from one person first …");
  return nt(
    "%(n)s point so far. What will more people do?",
    "%(n)s points so far. What will more people do?",
    result.points.length,
  );
}

/** Say what was measured: the first point and the last. */
export function headline({ points }) {
  if (!points.length) return t("More people, better model?");
  if (points.length === 1) return point(points[0]);
  const [first, last] = [points[0], points.at(-1)];
  const values = { first: ofTen(first.mean), last: ofTen(last.mean) };
  return nt(
    "1 person: %(first)s of 10. %(n)s person: %(last)s of 10.",
    "1 person: %(first)s of 10. %(n)s people: %(last)s of 10.",
    last.contributors,
    { ...values, n: number(last.contributors) },
  );
}

/**
 * Let the points of a run come one by one, however fast the box is: a class has to see each of them.
 * `shown(job, result)` gives how many may be shown now, all of a result that nobody saw arrive;
 * `again()` is called when it is time for the next.
 */
export function pacing(again, pause = PAUSE) {
  let run = null;
  let visible = Number.POSITIVE_INFINITY;
  let timer = null;
  return (job, { points }) => {
    if (active(job) && job.job !== run) [run, visible] = [job.job, 0];
    if (visible < points.length && timer === null) {
      timer = setTimeout(() => {
        timer = null;
        visible += 1;
        again();
      }, pause);
    }
    return Math.min(visible, points.length);
  };
}

/** Make the screen of the curve. `update` takes the state's `curve` and `studying`. */
export function curve() {
  const none = message();
  const chart = curveChart();
  const big = make("h1", { class: "p-curve-big" });
  const soft = make("p", { class: "p-curve-soft" });
  const table = make("div", { class: "unseen" }, chart.table);
  const element = make("section", { class: "p-curve" });
  let now = null;
  const pace = pacing(() => draw(now));

  function idle(found) {
    if (found?.reason) none.say(t("No curve yet"), noCurve(found.reason));
    else none.say(t("More people, better model?"), t("Your teacher can start the curve."));
    keep(element, none.element);
  }

  // What is guessed comes after the last point, as its own moment.
  function draw(state) {
    now = state;
    const { curve: found, studying } = state;
    const all = { ...LEAST, ...found };
    const many = pace(studying, all);
    const running = active(studying) || many < all.points.length;
    if (!running && !all.points.length) return idle(found);
    const result = running
      ? { ...all, points: all.points.slice(0, many), guess: [], fit: null }
      : all;
    keep(element, big, soft, chart.element, table);
    say(big, headline(result));
    say(soft, underline(result, running));
    return chart.update(result);
  }

  return {
    element,
    title: () => t("The crowd curve"),
    spoken: ({ curve: found }) => (found ? summary(found) : ""),
    update: draw,
  };
}
