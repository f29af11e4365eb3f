// How sure a model is, and which words spoke for its answer, in words.

import { t } from "../lib/text.js";

/** Say how sure the box is, from a confidence of 0 to 1. */
export function sureness(confidence) {
  if (confidence >= 0.85) return t("very sure");
  if (confidence >= 0.6) return t("fairly sure");
  return t("not sure");
}

/** Split the words of an answer into those that spoke for it and against it, strongest first. */
export function voices(because) {
  const sorted = [...because].sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
  return {
    forIt: sorted.filter((each) => each.weight > 0).map((each) => each.word),
    against: sorted.filter((each) => each.weight < 0).map((each) => each.word),
  };
}
