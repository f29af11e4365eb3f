import assert from "node:assert/strict";
import { test } from "node:test";
import {
  accuracyAt,
  band,
  FAR,
  farthest,
  line,
  measuredUpTo,
  scales,
  ticks,
} from "../lib/curve.js";
import { guess, noCurve, point, rows, summary } from "../lib/curve-words.js";
import { headline, pacing, underline } from "../projector/curve.js";

const RESULT = {
  points: [
    { contributors: 1, examples: 8.3, mean: 0.4, spread: 0.1 },
    { contributors: 30, examples: 240, mean: 0.75, spread: 0.02 },
  ],
  fit: { top: 0.9, drop: 0.5, power: 0.4 },
  guess: [
    { contributors: 300, low: 0.78, mean: 0.84, high: 0.88 },
    { contributors: 3000, low: 0.8, mean: 0.87, high: 0.95 },
  ],
  contributors: 30,
  reason: "",
};
const BOX = { left: 10, right: 110, top: 0, bottom: 50 };

test("the fitted curve rises towards its top and never leaves 0 to 1", () => {
  assert.ok(accuracyAt(RESULT.fit, 300) > accuracyAt(RESULT.fit, 3));
  assert.equal(accuracyAt({ top: 2, drop: 0, power: 1 }, 9), 1);
  assert.equal(accuracyAt({ top: 0.1, drop: 0.5, power: 1 }, 1), 0);
});

test("the axis reaches beyond the farthest guess before there is a point", () => {
  const empty = { points: [], contributors: 12, reason: "" };
  assert.ok(farthest(empty) > FAR.at(-1));
  assert.equal(farthest(empty), farthest(RESULT));
});

test("one person is at the left edge and each tenfold crowd as far from the one before", () => {
  const { x } = scales(RESULT, BOX);
  assert.equal(x(1), 10);
  assert.ok(Math.abs(x(100) - x(10) - (x(1000) - x(100))) < 1e-9);
});

test("nothing right is at the bottom and everything right at the top", () => {
  const { y } = scales(RESULT, BOX);
  assert.deepEqual([y(0), y(1), y(1.4)], [50, 0, 0]);
});

test("a narrow chart writes fewer numbers, but always those of the guesses", () => {
  const [narrow, wide] = [ticks(RESULT, 300, 16), ticks(RESULT, 900, 16)];
  assert.ok(narrow.length < wide.length);
  for (const people of FAR) assert.ok(narrow.includes(people));
});

test("the curve is drawn from one end to the other", () => {
  const drawn = line(RESULT, 1, 30);
  assert.deepEqual([drawn[0][0], Math.round(drawn.at(-1)[0])], [1, 30]);
  assert.deepEqual(line({ ...RESULT, fit: null }, 1, 30), []);
});

test("the range of the guess begins where the class ends and contains the curve", () => {
  const area = band(RESULT);
  assert.equal(measuredUpTo(RESULT), Math.round(area[0][0]));
  for (const [people, low, high] of area) {
    const middle = accuracyAt(RESULT.fit, people);
    assert.ok(low <= middle && middle <= high);
  }
});

test("the range of the guess is as wide as its guess at the end", () => {
  const [people, low, high] = band(RESULT).at(-1);
  assert.equal(Math.round(people), 3000);
  assert.ok(Math.abs(high - low - (0.95 - 0.8)) < 0.03);
});

test("without a guess or a point nothing is shaded", () => {
  assert.deepEqual(band({ ...RESULT, guess: [] }), []);
  assert.deepEqual(band({ ...RESULT, points: [] }), []);
});

test("a point says how many people and how many right", () => {
  assert.equal(point(RESULT.points[0]), "From 1 person: 4 of 10 right");
  assert.equal(point(RESULT.points[1]), "From 30 people: 7.5 of 10 right");
});

test("a guess says that it is one, and its range", () => {
  const said = guess(RESULT.guess[0]);
  assert.match(said, /^A guess: 300 people/);
  assert.match(said, /between 7.8 and 8.8/);
});

test("a guess for fewer people than there are is not told", () => {
  const large = { ...RESULT, points: [{ contributors: 400, examples: 1, mean: 0.8, spread: 0 }] };
  assert.doesNotMatch(summary(large), /300 people/);
  assert.match(summary(large), /3,000 people/);
});

test("the table has every point and every guess", () => {
  const told = rows(RESULT);
  assert.deepEqual(
    told.map((row) => [row.people, row.guessed]),
    [
      ["1", false],
      ["30", false],
      ["300", true],
      ["3,000", true],
    ],
  );
  assert.equal(told[1].right, "7.5");
});

test("too few people are said to be too few", () => {
  assert.equal(summary({ points: [], reason: "few_contributors" }), noCurve("few_contributors"));
  assert.match(noCurve("few_contributors"), /Too few people/);
});

test("the wall asks until there is a point, then compares the first with the last", () => {
  assert.match(headline({ points: [] }), /\?$/);
  assert.equal(headline(RESULT), "1 person: 4 of 10. 30 people: 7.5 of 10.");
});

test("the wall tells the guess only once the curve is whole", () => {
  assert.match(underline(RESULT, true), /2 points so far/);
  assert.match(underline(RESULT, false), /3,000 people: 8–9.5 of 10/);
});

const job = { job: "j1", state: "running" };
const wait = (ms) => new Promise((done) => setTimeout(done, ms));

test("the points of a run come one by one, those of an old curve at once", async () => {
  assert.equal(pacing(() => {})(null, RESULT), 2);
  const seen = [];
  const pace = pacing(() => seen.push(pace(job, RESULT)), 1);
  seen.push(pace(job, RESULT));
  while (seen.at(-1) < 2) await wait(5);
  assert.deepEqual(seen, [0, 1, 2]);
});

test("a new run begins with an empty chart", () => {
  const pace = pacing(() => {}, 1);
  pace(null, RESULT);
  assert.equal(pace({ ...job, job: "j2" }, RESULT), 0);
});
