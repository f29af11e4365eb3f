// The crowd curve: the model taught by 1, 2, 5 … people, drawn point by point.

import { curveChart, guesses } from "../lib/curve-chart.js";
import { noCurve, point } from "../lib/curve-words.js";
import { icon, make, one } from "../lib/dom.js";
import { t } from "../lib/text.js";
import { nothing, studyPanel } from "./study-panel.js";

function ends({ points }) {
  const shown = points.length > 1 ? [points[0], points.at(-1)] : points;
  return make("p", { class: "large" }, shown.map((each) => `${point(each)}.`).join(" "));
}

function sayGuesses(result) {
  const told = guesses(result);
  if (!told.length) return null;
  const why = t("Nobody has asked so many people: the dashed line goes on as the points began.");
  const lines = [...told, why].map((each) => make("li", {}, each));
  return make("ul", { class: "guesses small" }, ...lines);
}

/** Bring the panel of the crowd curve to life; `remote` shows it on the projector. */
export function mountCrowd(state, { studies, remote, showable }) {
  const chart = curveChart();
  const scroll = make("div", { class: "scroll", tabindex: "0", role: "region" }, chart.table);
  scroll.setAttribute("aria-label", t("The crowd curve in numbers"));
  const numbers = make("details", {}, make("summary", {}, t("The same in numbers")), scroll);
  const show = make("button", { type: "button", class: "button" });
  show.append(icon("projector"), t("Show on the projector"));
  show.addEventListener("click", () => remote.show("curve"));
  show.hidden = !showable;

  function draw(result, running) {
    const empty = !result.points?.length;
    if (empty && !running) return [nothing(noCurve(result.reason))];
    chart.update(result);
    return [empty ? null : ends(result), chart.element, sayGuesses(result), empty ? null : numbers];
  }
  const words = { start: t("Draw the curve"), again: t("Draw it again") };
  const place = one("#crowd-place");
  studyPanel(state, { kind: "curve", place, studies, words, draw, tools: [show] });
}
