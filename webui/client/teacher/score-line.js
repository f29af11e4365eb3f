// How the score went from version to version, as a small line that grows with each one.

import { make } from "../lib/dom.js";
import { percent } from "../lib/score.js";
import { t } from "../lib/text.js";

const SVG = "http://www.w3.org/2000/svg";
const WIDE = 100;
const HIGH = 30;
const MOST = 30; // versions that the line has room for

/** The points of the line: `[x, y, model]` in a box of 100 × 30; versions without a score are left out. */
export function linePoints(models) {
  const scored = models.filter(({ score }) => !score.reason && score.accuracy !== null);
  const shown = scored.slice(-MOST);
  const step = WIDE / Math.max(1, shown.length - 1);
  return shown.map((model, at) => [
    shown.length > 1 ? at * step : WIDE / 2,
    HIGH * (1 - model.score.accuracy),
    model,
  ]);
}

function draw(tag, attributes) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

const words = (model) =>
  t("Version %(n)s: %(score)s", { n: model.version, score: percent(model.score.accuracy) });

/** Make the line of `models`, oldest first; null while there are fewer than two scores. */
export function scoreLine(models, current) {
  const points = linePoints(models);
  if (points.length < 2) return null;
  const path = points.map(([x, y], at) => `${at ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`);
  const attributes = { viewBox: `0 0 ${WIDE} ${HIGH}`, preserveAspectRatio: "none", role: "img" };
  const svg = draw("svg", { class: "score-svg", ...attributes });
  const told = points.map(([, , model]) => words(model)).join(", ");
  svg.setAttribute("aria-label", t("How the score went: %(told)s", { told }));
  svg.append(draw("path", { class: "score-path", d: path.join("") }));
  for (const [x, y, model] of points) {
    // A dot is a line of no length with round ends: it stays round however wide the drawing is.
    const cls = model.version === current ? "score-dot score-used" : "score-dot";
    svg.append(draw("path", { class: cls, d: `M${x.toFixed(1)} ${y.toFixed(1)}h0` }));
  }
  const [first, last] = [points[0][2], points.at(-1)[2]];
  const ends = make(
    "p",
    { class: "row row-apart small soft", "aria-hidden": "true" },
    make("span", {}, words(first)),
    make("span", {}, words(last)),
  );
  return make("div", { class: "score-line" }, make("div", { class: "score-box" }, svg), ends);
}
