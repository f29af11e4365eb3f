// A score in words that a class can count on its fingers.

import { nt, number, t } from "./text.js";

/** Say an accuracy of 0 to 1 as "About 8 of 10 right". */
export function outOfTen(accuracy) {
  const right = Math.round(accuracy * 10);
  if (right === 10 && accuracy < 1) return t("More than 9 of 10 right");
  if (right === 0 && accuracy > 0) return t("Fewer than 1 of 10 right");
  if (accuracy === 1) return t("10 of 10 right");
  return t("About %(n)s of 10 right", { n: number(right) });
}

/** Say an accuracy of 0 to 1 as "83 %", never rounding up to everything. */
export function percent(accuracy) {
  const whole = accuracy < 1 ? Math.min(99, Math.round(accuracy * 100)) : 100;
  return t("%(n)s %%", { n: number(whole) });
}

const tenth = (share) => Math.round(Math.min(1, Math.max(0, share)) * 10);

/** Say how far luck may have moved a score: "probably between 7 and 9 of 10", or "" if unknown. */
export function range({ low, high }) {
  if (low === null || low === undefined || high === null || high === undefined) return "";
  const [from, to] = [tenth(low), tenth(high)];
  if (from === to) return t("probably %(n)s of 10", { n: number(from) });
  return t("probably between %(low)s and %(high)s of 10", { low: number(from), high: number(to) });
}

/** Say why there is no honest number. */
export function whyNone(reason) {
  if (reason === "few_contributors") {
    return t(
      "Too few people wrote examples for an honest score: the box must test on people it has not learned from. Let more people add examples, then train again.",
    );
  }
  return t("There is no honest score for this version.");
}

/** Say on what a score stands: examples, people, and the test in turns. */
export function basis(score) {
  const examples = nt("%(n)s example", "%(n)s examples", score.of);
  const people = nt("%(n)s person", "%(n)s people", score.contributors);
  return t(
    "Tested on %(examples)s from %(people)s. Each time, the box had not seen anything these people wrote.",
    { examples, people },
  );
}

/** Find the mistake made most: `{from, to, count}` as places in `score.order`, or null. */
export function worstMistake(score) {
  let worst = null;
  for (const [from, row] of score.confusion.entries()) {
    for (const [to, count] of row.entries()) {
      if (from !== to && count > (worst?.count ?? 0)) worst = { from, to, count };
    }
  }
  return worst;
}

/** Say one version's score in a few words, for a list. */
export function brief(score) {
  if (score.accuracy === null || score.reason) return t("no honest score");
  return `${outOfTen(score.accuracy)} (${percent(score.accuracy)})`;
}
