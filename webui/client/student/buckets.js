// The labels as buckets: shape, name, count and a bar, and in the form the choice where an example
// belongs.

import { all, make, one, say, shape } from "../lib/dom.js";
import { mark } from "../lib/labels.js";
import { nt, number, t } from "../lib/text.js";

const ANNOUNCE = 8000; // ms between two counts that are said aloud
const list = one("#buckets");
const need = one("#need");
const totals = one("#totals");
const spoken = make("p", { class: "unseen", role: "status" });
let quietUntil = 0;

/** The label that is chosen in the form, or "". */
export const chosen = () => one("input:checked", list)?.value ?? "";

function bucket(label, index, choice, checked) {
  const input = choice
    ? make("input", { type: "radio", name: "label", value: label.id, required: true })
    : null;
  if (input) input.checked = checked;
  return make(
    choice ? "label" : "div",
    { class: `bucket ${mark(index).cls}`, "data-label": label.id },
    input,
    shape(index),
    make("span", { class: "bucket-name" }, make("bdi", {}, label.name)),
    make("span", { class: "bucket-count" }, "0"),
    make(
      "span",
      { class: "bar-track", "aria-hidden": "true" },
      make("span", { class: "bar-fill" }),
    ),
  );
}

/** Draw the buckets anew: labels have changed, or whether one may be chosen. */
export function drawBuckets(labels, choice) {
  if (!list) return;
  const before = chosen();
  const now = JSON.stringify([labels, choice]);
  if (list.dataset.drawn === now) return;
  list.dataset.drawn = now;
  list.replaceChildren(
    ...labels.map((label, index) => bucket(label, index, choice, label.id === before)),
  );
}

function wanted({ labels, type }, counts) {
  const sizes = labels.map((label) => counts.labels[label.id] ?? 0);
  const least = Math.min(...sizes);
  if (labels.length < 2) return "";
  if (counts.total === 0) {
    return type === "text" ? t("Be the first to write one!") : t("Be the first to add one!");
  }
  if (least === Math.max(...sizes)) return t("All labels have the same number. Well done!");
  const label = labels[sizes.indexOf(least)].name;
  return t("“%(label)s” has the fewest. Can you help?", { label });
}

function announce(text) {
  if (Date.now() < quietUntil) return;
  quietUntil = Date.now() + ANNOUNCE;
  say(spoken, text);
}

/** Show the counts: bars grow, the smallest label is named, the totals are said politely. */
export function drawCounts(project, counts, { least, alone }) {
  if (!list) return;
  const most = Math.max(least, ...Object.values(counts.labels));
  for (const element of all(".bucket", list)) {
    const count = counts.labels[element.dataset.label] ?? 0;
    const fill = one(".bar-fill", element);
    say(one(".bucket-count", element), number(count));
    fill.className = count ? "bar-fill" : "bar-fill share-0";
    fill.style.setProperty("--share", count / most);
  }
  say(need, wanted(project, counts));
  const examples = nt("%(n)s example", "%(n)s examples", counts.total);
  const people = nt("%(n)s person", "%(n)s people", counts.contributors);
  const text = alone ? examples : t("%(examples)s, %(people)s", { examples, people });
  say(totals, text);
  announce(text);
}

totals?.after(spoken);
