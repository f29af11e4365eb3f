import assert from "node:assert/strict";
import { test } from "node:test";
import { brief, outOfTen, percent, range, whyNone, worstMistake } from "../lib/score.js";

test("a score is a number of ten", () => {
  assert.equal(outOfTen(0.83), "About 8 of 10 right");
});

test("nearly everything is not everything", () => {
  assert.equal(outOfTen(0.99), "More than 9 of 10 right");
  assert.equal(percent(0.999), "99 %");
});

test("everything right is said plainly", () => {
  assert.equal(outOfTen(1), "10 of 10 right");
  assert.equal(percent(1), "100 %");
});

test("nearly nothing is not nothing", () => {
  assert.equal(outOfTen(0.02), "Fewer than 1 of 10 right");
  assert.equal(outOfTen(0), "About 0 of 10 right");
});

test("the worst mistake is the largest number beside the diagonal", () => {
  const confusion = [
    [9, 1],
    [4, 6],
  ];
  assert.deepEqual(worstMistake({ confusion }), { from: 1, to: 0, count: 4 });
});

test("no mistake is no mistake", () => {
  assert.equal(
    worstMistake({
      confusion: [
        [3, 0],
        [0, 3],
      ],
    }),
    null,
  );
});

test("without an honest number none is given", () => {
  assert.equal(brief({ accuracy: null, reason: "few_contributors" }), "no honest score");
  assert.match(whyNone("few_contributors"), /^Too few people/);
});

test("a range is told in whole tenths, and not at all where it is unknown", () => {
  assert.equal(range({ low: 0.68, high: 0.92 }), "probably between 7 and 9 of 10");
  assert.equal(range({ low: 0.78, high: 0.82 }), "probably 8 of 10");
  assert.equal(range({ low: null, high: null }), "");
  assert.equal(range({}), "");
});
