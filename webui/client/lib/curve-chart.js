// Draws the crowd curve as SVG in the pixels it has: people on a logarithmic axis, right of 10
// upwards. What was measured is drawn solid, what is guessed is dashed and shaded.

import { band, farthest, line, measuredUpTo, scales, ticks } from "./curve.js";
import { guess, rows, span, summary } from "./curve-words.js";
import { fill, make } from "./dom.js";
import { number, t } from "./text.js";

const SVG = "http://www.w3.org/2000/svg";
const NARROW = 34; // letters in the width of a chart whose words stand close together
const RIGHT_OF_TEN = [0, 2, 4, 6, 8, 10];

function draw(tag, attributes, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

const word = (text, attributes) => draw("text", { class: "curve-word", ...attributes }, text);
const path = (pairs) =>
  pairs.map(([x, y], at) => `${at ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`);

function axes({ x, y }, box, result, letter) {
  const parts = [];
  for (const n of RIGHT_OF_TEN) {
    const at = y(n / 10);
    parts.push(draw("line", { class: "curve-grid", x1: box.left, x2: box.right, y1: at, y2: at }));
    const place = { x: box.left - letter * 0.8, y: at + letter * 0.35, "text-anchor": "end" };
    parts.push(word(number(n), place));
  }
  for (const people of ticks(result, box.right - box.left, letter)) {
    const place = { x: x(people), y: box.bottom + letter * 1.3, "text-anchor": "middle" };
    parts.push(word(number(people), place));
  }
  return parts;
}

function names(box, letter) {
  const people = { x: box.right, y: box.bottom + letter * 2.6, "text-anchor": "end" };
  const right = { x: 0, y: letter, "text-anchor": "start" };
  return [word(t("people →"), people), word(t("↑ right of 10"), right)];
}

// The crowds beyond the class: shaded from the start, so that everybody sees what is not known.
function unknown({ x }, box, result) {
  const from = x(Math.max(1, measuredUpTo(result), result.contributors ?? 0));
  const size = { x: from, width: Math.max(0, box.right - from) };
  return draw("rect", {
    class: "curve-unknown",
    y: box.top,
    height: box.bottom - box.top,
    ...size,
  });
}

function curves({ x, y }, result) {
  const most = measuredUpTo(result);
  const pixels = (pairs) => pairs.map(([people, share]) => [x(people), y(share)]);
  const parts = [];
  const area = band(result);
  if (area.length) {
    const upper = area.map(([people, , high]) => [x(people), y(high)]);
    const lower = area.map(([people, low]) => [x(people), y(low)]).reverse();
    parts.push(draw("path", { class: "curve-band", d: `${path([...upper, ...lower]).join("")}Z` }));
  }
  for (const [cls, from, to] of [
    ["curve-fit", 1, most],
    ["curve-beyond", most, farthest(result)],
  ]) {
    const pairs = line(result, from, to);
    if (pairs.length) parts.push(draw("path", { class: cls, d: path(pixels(pairs)).join("") }));
  }
  return parts;
}

function point({ x, y }, { contributors, mean, spread }, size, fresh) {
  const at = x(contributors);
  const [upper, lower] = [y(mean + spread), y(mean - spread)];
  const bar = { class: "curve-spread", x1: at, x2: at, y1: upper, y2: lower };
  const dot = { class: "curve-point", cx: at, cy: y(mean), r: size };
  return draw("g", { class: fresh ? "curve-new" : "" }, draw("line", bar), draw("circle", dot));
}

// Where the words of a guess stand: under its range, or over it where that is too low. In a narrow
// chart the words beside it need the room there: then `crowded` ones go over it, or further down.
function guessPlace({ y }, box, each, letter, crowded) {
  const [above, below] = [y(each.high) - letter * 1.7, y(each.low) + letter * 1.4];
  const fits = above > box.top;
  if (crowded) return fits ? above : below + letter * 2.6;
  return fits && below + letter * 1.2 > box.bottom ? above : below;
}

// A guess: its range as a bar, the word "guess", and the range in numbers.
function guessMark({ x, y }, box, each, letter, crowded) {
  const at = x(each.contributors);
  const bar = { class: "curve-range", x1: at, x2: at, y1: y(each.high), y2: y(each.low) };
  const size = letter * 0.45;
  const middle = y(each.mean);
  const diamond = `M${at} ${middle - size}l${size} ${size}l${-size} ${size}l${-size} ${-size}Z`;
  const last = at + letter * 3 > box.right;
  const place = { x: last ? box.right : at, "text-anchor": last ? "end" : "middle" };
  const first = guessPlace({ y }, box, each, letter, crowded);
  return draw(
    "g",
    { class: "curve-guess" },
    draw("line", bar),
    draw("path", { class: "curve-diamond", d: diamond }),
    word(t("a guess"), { ...place, y: first }),
    word(span(each), { ...place, y: first + letter * 1.2 }),
  );
}

function table(result) {
  const head = [t("People"), t("Examples"), t("Right of 10"), t("How sure")];
  const body = rows(result).map((row) =>
    make(
      "tr",
      {},
      make(
        "th",
        { scope: "row" },
        row.guessed ? t("%(n)s (a guess)", { n: row.people }) : row.people,
      ),
      make("td", {}, row.examples),
      make("td", {}, row.right),
      make("td", {}, row.spread),
    ),
  );
  const heads = head.map((each) => make("th", { scope: "col" }, each));
  return [make("thead", {}, make("tr", {}, ...heads)), make("tbody", {}, ...body)];
}

function everything(result, { width, height }, letter, known) {
  const box = {
    left: letter * 2.2,
    right: width - letter * 0.4,
    top: letter * 1.9,
    bottom: height - letter * 3,
  };
  const scale = scales(result, box);
  const most = measuredUpTo(result);
  const narrow = width / letter < NARROW;
  const far = (result.guess ?? []).filter((each) => each.contributors > most);
  return [
    unknown(scale, box, result),
    ...axes(scale, box, result, letter),
    ...names(box, letter),
    ...curves(scale, result),
    ...far.map((each, at) => guessMark(scale, box, each, letter, narrow && at % 2 === 0)),
    ...result.points.map((each) =>
      point(scale, each, letter * 0.42, !known.has(each.contributors)),
    ),
  ];
}

/**
 * Make the chart of a curve: `element`, a drawing that fills its place, and `table`, the same
 * numbers for who reads or hears them. `update(result)` draws them; a new point grows in.
 */
export function curveChart() {
  const svg = draw("svg", { class: "curve-svg", role: "img" });
  const element = make("div", { class: "curve" }, svg);
  const numbers = make("table", { class: "curve-table" });
  let now = null;
  let drawn = new Set();

  function paint() {
    const { clientWidth: width, clientHeight: height } = element;
    if (!now || !width || !height) return;
    const letter = Number.parseFloat(getComputedStyle(element).fontSize);
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    svg.setAttribute("aria-label", summary(now) || t("The curve is still empty"));
    svg.replaceChildren(...everything(now, { width, height }, letter, drawn));
    drawn = new Set(now.points.map((each) => each.contributors));
  }
  if (globalThis.ResizeObserver) new ResizeObserver(paint).observe(element);
  return {
    element,
    table: numbers,
    update(result) {
      now = result;
      fill(numbers, make("caption", { class: "unseen" }, t("The crowd curve in numbers")));
      numbers.append(...table(result));
      paint();
    },
  };
}

/** The guesses of a result in sentences, for under the chart; none where there is no guess. */
export const guesses = (result) =>
  (result.guess ?? []).filter((each) => each.contributors > measuredUpTo(result)).map(guess);
