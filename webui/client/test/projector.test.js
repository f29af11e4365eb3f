import assert from "node:assert/strict";
import { test } from "node:test";
import { stage } from "../lib/progress.js";
import { hint, lacking, lightest } from "../projector/hint.js";
import { spoken } from "../projector/join.js";
import { short } from "../projector/newest.js";
import { reasons } from "../projector/try.js";

const labels = ["Bears", "Owls", "Foxes"].map((name, i) => ({ id: `l${i}`, name }));
const counts = (...numbers) => ({
  labels: Object.fromEntries(numbers.map((n, i) => [`l${i}`, n])),
});

test("labels that lack examples come with the emptiest first", () => {
  const found = lacking(labels, counts(5, 1, 3), 5);
  assert.deepEqual(
    found.map(({ name, missing }) => [name, missing]),
    [
      ["Owls", 4],
      ["Foxes", 2],
    ],
  );
});

test("a label without any example lacks all of them", () => {
  assert.equal(lacking(labels, { labels: {} }, 5)[0].missing, 5);
});

test("the emptiest label is light only where another has more than twice as many", () => {
  assert.equal(lightest(labels, counts(10, 10, 5)), null);
  assert.equal(lightest(labels, counts(10, 11, 5)).name, "Foxes");
});

test("the hint says what one label needs", () => {
  assert.equal(hint(labels, counts(5, 5, 2), 5), "Needs 3 more in Foxes");
});

test("the hint says what two labels need", () => {
  assert.equal(hint(labels, counts(5, 1, 2), 5), "Needs 4 more in Owls and 3 more in Foxes");
});

test("the hint counts the labels where more than two need something", () => {
  assert.equal(hint(labels, counts(0, 1, 2), 5), "3 labels need more examples");
});

test("the hint asks for balance once every label has enough", () => {
  assert.equal(hint(labels, counts(20, 20, 6), 5), "Foxes could use some more");
});

test("the hint says when the class can train", () => {
  assert.match(hint(labels, counts(6, 6, 6), 5), /^Ready to train/);
});

test("one label is no model", () => {
  assert.match(hint(labels.slice(0, 1), counts(9), 5), /two labels/);
});

test("a class code is written in two halves", () => {
  assert.equal(spoken("482913"), "482 913");
  assert.equal(spoken(""), "");
});

test("a long text is cut between characters, never inside one", () => {
  const text = "😀".repeat(200);
  assert.equal(short(text), `${"😀".repeat(140)}…`);
  assert.equal(short(" a \n b "), "a b");
});

test("only words that spoke for the answer are shown, strongest first", () => {
  const because = [
    { word: "b", weight: 0.1 },
    { word: "against", weight: -1 },
    { word: "a", weight: 0.9 },
  ];
  assert.deepEqual(reasons(because), ["a", "b"]);
});

test("every stage of the trainer has words, and an unknown one too", () => {
  const stages = ["reading", "features", "folds", "final", "saving"].map((name) =>
    stage({ state: "running", stage: name }),
  );
  assert.equal(new Set(stages).size, 5);
  assert.equal(stage({ state: "running", stage: "something new" }), "Getting ready");
});
