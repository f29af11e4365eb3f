// The two findings of the noise lab that are numbers: labels that lag behind, and what wrong labels
// would cost.

import { make, shape } from "../lib/dom.js";
import { mark } from "../lib/labels.js";
import { nt, number, t } from "../lib/text.js";

const tenths = (share) => number(Math.round(share * 100) / 10);

function bar(share, name, words, cls) {
  const fillBar = make("span", { class: "bar-fill" });
  fillBar.style.setProperty("--share", String(share));
  fillBar.hidden = share === 0;
  const track = make("span", { class: "bar-track", "aria-hidden": "true" }, fillBar);
  return make("li", { class: `by-label ${cls}` }, name, track, words);
}

function label(each, project) {
  const index = project.labels.findIndex(({ id }) => id === each.label);
  if (index < 0) return null;
  const name = project.labels[index].name;
  const head = make("span", { class: "by-name" }, shape(index), make("bdi", {}, name));
  const values = { right: number(each.right), of: number(each.of) };
  const count = make("b", {}, t("%(right)s of %(of)s", values));
  const examples = nt("%(n)s example", "%(n)s examples", each.examples);
  const words = make(
    "span",
    { class: "by-words" },
    count,
    make("small", { class: "soft" }, examples),
  );
  return bar(each.of ? each.right / each.of : 0, head, words, mark(index).cls);
}

function details(title, about, list) {
  const body = make("div", { class: "stack" }, make("p", { class: "soft" }, about), list);
  const head = make("summary", { class: "finding-head" }, title);
  return make("details", { class: "finding" }, head, body);
}

/** Show which labels are hardest, the hardest first; null where nothing was measured. */
export function lagging(found, project) {
  const share = (each) => each.right / Math.max(1, each.of);
  const sorted = [...found].sort((a, b) => share(a) - share(b));
  const bars = sorted.map((each) => label(each, project)).filter(Boolean);
  if (!bars.length) return null;
  const about = t(
    "Right answers for each label. One that lags behind needs more examples, or clearer ones.",
  );
  return details(t("Labels that lag behind"), about, make("ul", { class: "by-labels" }, ...bars));
}

function flip({ share, mean, spread }) {
  const tenth = Math.round(share * 10);
  const name = tenth
    ? nt("%(n)s of 10 labels wrong", "%(n)s of 10 labels wrong", tenth)
    : t("as they are");
  const head = make("span", { class: "by-name" }, name);
  const score = make("b", {}, t("%(n)s of 10", { n: tenths(mean) }));
  const luck = make("small", { class: "soft" }, t("± %(n)s", { n: tenths(spread) }));
  return bar(mean, head, make("span", { class: "by-words" }, score, luck), "flip");
}

/** Show what it would cost if a share of the labels were wrong; null where nothing was measured. */
export function flips(found) {
  if (!found.length) return null;
  const about = t(
    "On a copy, the box gives some examples a wrong label on purpose, learns, and counts what it gets right. Your examples stay as they are.",
  );
  const list = make("ul", { class: "by-labels" }, ...found.map(flip));
  return details(t("What if labels were wrong?"), about, list);
}
