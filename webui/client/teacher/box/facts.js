// Small things that the cards of the machine share.

import { icon, make } from "../../lib/dom.js";
import { number, t } from "../../lib/text.js";

const GIGA = 1000; // MB

/** Write MB as people read them. */
export function space(megabytes) {
  return megabytes < GIGA
    ? t("%(n)s MB", { n: number(megabytes) })
    : t("%(n)s GB", { n: number(Math.round((megabytes / GIGA) * 10) / 10) });
}

/** Make the rows of a `dl` of one fact; nothing where there is no value. */
export function fact(term, value) {
  return value ? [make("dt", {}, term), make("dd", {}, value)] : [];
}

/** A text that is read from left to right in every language: an address, a password. */
export const ltr = (text) => make("bdi", { dir: "ltr" }, text);

/** Make a notice of one sentence; kind is info, good, care or bad. */
export function told(kind, text) {
  const drawing = { info: "info", good: "check", care: "care", bad: "care" }[kind];
  return make("p", { class: `notice notice-${kind}` }, icon(drawing), make("span", {}, text));
}

/** Make a button with a drawing. */
export function button(drawing, words, onclick, cls = "") {
  return make("button", { type: "button", class: `button ${cls}`, onclick }, icon(drawing), words);
}

/** Draw how much of something is used: `value` of `most`, told as `words`; `high` is a warning. */
export function meter(value, most, { label, words, high }) {
  const fill = make("span");
  fill.style.setProperty("--share", String(Math.min(1, value / Math.max(1, most))));
  return make(
    "div",
    {
      class: high ? "meter meter-high" : "meter",
      role: "meter",
      "aria-label": label,
      "aria-valuemin": "0",
      "aria-valuemax": String(most),
      "aria-valuenow": String(Math.min(value, most)),
      "aria-valuetext": words,
    },
    fill,
  );
}
