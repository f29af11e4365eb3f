// The crowd curve in words: for those who hear it, for the line above the chart, and its table.

import { measuredUpTo } from "./curve.js";
import { nt, number, t } from "./text.js";

const tenths = (share) => number(Math.round(share * 100) / 10);

/** Write a share as what one can count: 0.84 is "8.4". */
export const ofTen = tenths;

/** Say one measured point: "From 12 people: 7.4 of 10 right". */
export function point({ contributors, mean }) {
  return nt(
    "From %(n)s person: %(right)s of 10 right",
    "From %(n)s people: %(right)s of 10 right",
    contributors,
    { right: tenths(mean) },
  );
}

/** Say one guess with its range, as the guess that it is. */
export function guess({ contributors, low, mean, high }) {
  return t(
    "A guess: %(people)s people might reach %(right)s of 10, somewhere between %(low)s and %(high)s.",
    {
      people: number(contributors),
      right: tenths(mean),
      low: tenths(low),
      high: tenths(high),
    },
  );
}

/** Say the range of a guess as short as a chart needs it: "8.1–9.2". */
export const span = ({ low, high }) => `${tenths(low)}–${tenths(high)}`;

/** Say why there is no curve. */
export function noCurve(reason) {
  if (reason === "few_contributors")
    return t("Too few people have written examples for a curve. Let more people add some.");
  return t("There is no curve for these examples.");
}

/** Say the whole curve in a few sentences, as far as it is known. */
export function summary(result) {
  const { points, guess: guesses = [] } = result;
  if (!points.length) return result.reason ? noCurve(result.reason) : "";
  const ends = points.length > 1 ? [points[0], points.at(-1)] : points;
  const far = guesses.filter((each) => each.contributors > measuredUpTo(result));
  return [...ends.map((each) => `${point(each)}.`), ...far.map(guess)].join(" ");
}

/** The same numbers as rows of a table: `{people, examples, right, spread, guessed}`, in words. */
export function rows({ points, guess: guesses = [] }) {
  const measured = points.map((each) => ({
    people: number(each.contributors),
    examples: number(Math.round(each.examples)),
    right: tenths(each.mean),
    spread: t("± %(n)s", { n: tenths(each.spread) }),
    guessed: false,
  }));
  const guessed = guesses.map((each) => ({
    people: number(each.contributors),
    examples: "–",
    right: tenths(each.mean),
    spread: span(each),
    guessed: true,
  }));
  return [...measured, ...guessed];
}
