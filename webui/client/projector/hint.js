// The one sentence under the wall: what the class should do next.

import { nt, t } from "../lib/text.js";

const LOPSIDED = 2; // the fullest label has more than this many times the emptiest
const NAMED = 2; // labels that one sentence names

const count = (counts, label) => counts.labels[label.id] ?? 0;

/** Return the labels that lack examples for training, the emptiest first, each with `missing`. */
export function lacking(labels, counts, minimum) {
  return labels
    .map((label) => ({ ...label, missing: minimum - count(counts, label) }))
    .filter((label) => label.missing > 0)
    .sort((a, b) => b.missing - a.missing);
}

/** Return the emptiest label if the fullest has more than twice as many, else null. */
export function lightest(labels, counts) {
  const sorted = [...labels].sort((a, b) => count(counts, a) - count(counts, b));
  const [least, most] = [sorted[0], sorted.at(-1)];
  return count(counts, most) > LOPSIDED * count(counts, least) ? least : null;
}

function needs(missing) {
  if (missing.length > NAMED) {
    return nt("%(n)s label needs more examples", "%(n)s labels need more examples", missing.length);
  }
  const [first, second] = missing;
  const values = { label: first.name, other: second?.name, more: second?.missing };
  return second
    ? t("Needs %(count)s more in %(label)s and %(more)s more in %(other)s", {
        ...values,
        count: first.missing,
      })
    : nt("Needs %(n)s more in %(label)s", "Needs %(n)s more in %(label)s", first.missing, values);
}

/** Say what the class should do next, for the labels and counts of a project. */
export function hint(labels, counts, minimum) {
  if (labels.length < 2) return t("A model needs at least two labels");
  const missing = lacking(labels, counts, minimum);
  if (missing.length) return needs(missing);
  const light = lightest(labels, counts);
  if (light) return t("%(label)s could use some more", { label: light.name });
  return t("Ready to train. More examples make it better.");
}
