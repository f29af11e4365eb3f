// Why the model said so: the words, the parts of a picture or a sound, or the path of a tree.

import { make } from "./dom.js";
import { mark } from "./labels.js";
import { pieces } from "./pieces.js";
import { playButton } from "./player.js";
import { exampleView, valueWords } from "./show.js";
import { number, t } from "./text.js";
import { waveform } from "./waveform.js";

const SVG = "http://www.w3.org/2000/svg";
const WORDS = 6;
const FAINT = 0.002; // of a probability: what moves it less decided nothing
const LITTLE = 0.05; // what moves it less is not needed for the answer

const signed = (weight) =>
  `${weight < 0 ? "−" : "+"}${number(Math.abs(Math.round(weight * 10) / 10))}`;

const side = (weight) => (weight > 0 ? "spoke-for" : "spoke-against");

// What spoke so softly that it is rounded to nothing is left out.
function spoke(because) {
  const loud = because.filter(({ weight }) => Math.abs(weight) >= 0.05);
  const strongest = loud.sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight)).slice(0, WORDS);
  const weights = new Map(strongest.map(({ word, weight }) => [word.toLowerCase(), weight]));
  return { weights, strongest: strongest.sort((a, b) => b.weight - a.weight) };
}

function words(_project, why, { data = "" }) {
  const { weights, strongest } = spoke([...why.words]);
  if (strongest.length === 0) {
    return [make("p", { class: "soft" }, t("It knows none of these words yet."))];
  }
  const marked = pieces(data, weights).map((piece) =>
    piece.weight ? make("mark", { class: side(piece.weight) }, piece.text) : piece.text,
  );
  const item = ({ word, weight }) =>
    make(
      "li",
      { class: side(weight) },
      make("bdi", {}, word),
      make("span", { class: "weight" }, signed(weight)),
      make("span", { class: "unseen" }, weight > 0 ? t("spoke for it") : t("spoke against it")),
    );
  return [
    data ? make("p", { class: "said", dir: "auto" }, ...marked) : null,
    make("h3", {}, t("Words that spoke")),
    make("ul", { class: "words" }, ...strongest.map(item)),
  ];
}

const PLACES = [
  () => t("It looked most at the top left."),
  () => t("It looked most at the top."),
  () => t("It looked most at the top right."),
  () => t("It looked most at the left."),
  () => t("It looked most at the middle."),
  () => t("It looked most at the right."),
  () => t("It looked most at the bottom left."),
  () => t("It looked most at the bottom."),
  () => t("It looked most at the bottom right."),
];

// The middle of the strongest regions, as shares of the picture's height and width.
function middle({ rows, columns, weights }, least) {
  let [total, down, across] = [0, 0, 0];
  for (const [row, line] of weights.entries()) {
    for (const [column, weight] of line.entries()) {
      if (weight < least) continue;
      total += weight;
      down += (weight * (row + 0.5)) / rows;
      across += (weight * (column + 0.5)) / columns;
    }
  }
  return [down / total, across / total];
}

// A model that is sure has more than one reason: covering the strongest one changes little.
function withSureness(words, most) {
  return most < LITTLE ? `${words} ${still()}` : words;
}

const still = () => t("Without this part it would be almost as sure.");

/** Say where in a picture the model looked: in which of its nine parts its strongest regions are. */
export function lookedAt(why) {
  const most = Math.max(...why.weights.flat());
  if (!(most >= FAINT)) return t("No single part of the picture decided it.");
  const [down, across] = middle(why, most / 2).map((share) => Math.min(2, Math.floor(3 * share)));
  return withSureness(PLACES[3 * down + across](), most);
}

function shape(tag, attributes) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

// For is a filled field, against one with a bar through it: never colour alone.
function region(weight, most, row, column) {
  const strength = Math.abs(weight) / most;
  if (strength < 0.15) return [];
  const box = shape("rect", { x: column, y: row, width: 1, height: 1, class: side(weight) });
  box.style.setProperty("--strength", strength.toFixed(2));
  if (weight > 0) return [box];
  const line = { x1: column + 0.3, y1: row + 0.5, x2: column + 0.7, y2: row + 0.5 };
  return [box, shape("line", line)];
}

function heat({ rows, columns, weights }) {
  const most = Math.max(FAINT, ...weights.flat().map(Math.abs));
  const overlay = shape("svg", {
    class: "heat",
    viewBox: `0 0 ${columns} ${rows}`,
    preserveAspectRatio: "none",
    "aria-hidden": "true",
  });
  for (const [row, line] of weights.entries()) {
    for (const [column, weight] of line.entries()) {
      overlay.append(...region(weight, most, row, column));
    }
  }
  return overlay;
}

function legend() {
  return make(
    "ul",
    { class: "row why-legend small" },
    make("li", { class: "spoke-for" }, t("spoke for it")),
    make("li", { class: "spoke-against" }, t("spoke against it")),
  );
}

function regions(project, why, { file }) {
  const overlay = heat(why);
  const words = t("Show the picture alone");
  const toggle = make(
    "button",
    { type: "button", class: "button", "aria-pressed": "false" },
    words,
  );
  toggle.addEventListener("click", () => {
    const alone = overlay.toggleAttribute("hidden");
    toggle.setAttribute("aria-pressed", String(alone));
  });
  const picture = file
    ? exampleView({ ...project, type: "images" }, { file })
    : make("div", { class: "show-picture" });
  return [
    make("p", {}, lookedAt(why)),
    make("div", { class: "heated" }, picture, overlay),
    make("div", { class: "row row-apart" }, legend(), toggle),
  ];
}

/** Say which seconds of a sound spoke most for the answer. */
export function heardAt({ seconds, weights }) {
  const most = Math.max(...weights);
  if (!(most >= FAINT)) return t("No single part of the sound decided it.");
  const place = weights.indexOf(most);
  const at = (share) => number(Math.round(10 * share * seconds) / 10);
  const values = { from: at(place / weights.length), to: at((place + 1) / weights.length) };
  return withSureness(t("It listened most from second %(from)s to %(to)s.", values), most);
}

function parts(_project, why, { file = "", preview = "" }) {
  const drawing = waveform(preview, { weights: why.weights });
  const sound = make(
    "div",
    { class: "show-sound heard" },
    ...(file ? [playButton(file)] : []),
    drawing,
  );
  return [make("p", {}, heardAt(why)), sound, legend()];
}

const STEPS = {
  "<=": (values) => t("%(field)s is %(value)s or less", values),
  "<": (values) => t("%(field)s is less than %(value)s", values),
  ">": (values) => t("%(field)s is more than %(value)s", values),
  ">=": (values) => t("%(field)s is %(value)s or more", values),
  "=": (values) => t("%(field)s is “%(value)s”", values),
  "!=": (values) => t("%(field)s is not “%(value)s”", values),
  missing: (values) => t("%(field)s is not known", values),
  given: (values) => t("%(field)s is known", values),
};

/** Say one step of a tree's path as a sentence: "Legs is more than 3". */
export function stepWords({ field, is, value }) {
  const values = { field, value: valueWords(rounded(value)), is };
  return (STEPS[is] ?? ((each) => t("%(field)s %(is)s %(value)s", each)))(values);
}

const rounded = (value) => (typeof value === "number" ? Number(value.toPrecision(4)) : value);

function leaf(project, id) {
  const index = project.labels.findIndex((label) => label.id === id);
  const name = make("bdi", {}, project.labels[index]?.name ?? id);
  return make("b", { class: index < 0 ? "" : mark(index).cls }, name);
}

/** Say how often the simple tree and the model agree. */
export function agreement(share) {
  const n = share >= 1 ? 100 : Math.min(99, Math.round(100 * share));
  return t("This simple tree agrees with the model in %(n)s of 100 cases.", { n: number(n) });
}

function path(project, why) {
  const steps = why.steps.map((step) => make("li", {}, stepWords(step)));
  return [
    steps.length ? make("ol", { class: "why-path" }, ...steps) : null,
    make("p", {}, t("So a simple tree says:"), " ", leaf(project, why.label)),
    typeof why.agrees === "number"
      ? make("p", { class: "soft small" }, agreement(why.agrees))
      : null,
  ];
}

const VIEWS = { words, regions, path, parts };

/**
 * Return an element that draws a Why of the API for `project`. `file` is the picture's or sound's
 * address (or `data:` URL), `preview` the sound's levels, `data` the text that was asked about.
 */
export function whyView(project, why, { file = "", data = "", preview = "" } = {}) {
  const view = why && VIEWS[why.kind];
  const text = typeof data === "string" ? data : "";
  const inside = view
    ? view(project, why, { file, data: text, preview })
    : [make("p", { class: "soft" }, t("The box cannot say why."))];
  return make("div", { class: "why stack stack-small" }, ...inside);
}
