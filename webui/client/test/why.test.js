import assert from "node:assert/strict";
import test from "node:test";
import { exampleWords, valueWords } from "../lib/show.js";
import { agreement, heardAt, lookedAt, stepWords } from "../lib/why.js";

function grid(row, column, weight) {
  const weights = Array.from({ length: 7 }, () => Array(7).fill(0));
  weights[row][column] = weight;
  return { rows: 7, columns: 7, weights };
}

test("where a picture was looked at is said by its nine parts", () => {
  assert.deepEqual([grid(0, 6, 0.5), grid(3, 3, 0.5), grid(6, 0, 0.5)].map(lookedAt), [
    "It looked most at the top right.",
    "It looked most at the middle.",
    "It looked most at the bottom left.",
  ]);
});

test("a model that is sure anyway says so", () => {
  assert.equal(
    lookedAt(grid(3, 0, 0.01)),
    "It looked most at the left. Without this part it would be almost as sure.",
  );
});

test("a picture of which no part matters says so", () => {
  assert.equal(lookedAt(grid(2, 2, 0.001)), "No single part of the picture decided it.");
});

test("which seconds of a sound mattered is said in seconds", () => {
  assert.equal(
    heardAt({ seconds: 2, weights: [0, 0.1, 0.4, -0.2] }),
    "It listened most from second 1 to 1.5.",
  );
});

test("a step of a tree is a sentence", () => {
  const steps = [
    { field: "Legs", is: ">", value: 3.00001 },
    { field: "Skin", is: "!=", value: "fur" },
    { field: "Skin", is: "missing", value: null },
    { field: "Legs", is: "given", value: null },
  ];
  assert.deepEqual(steps.map(stepWords), [
    "Legs is more than 3",
    "Skin is not “fur”",
    "Skin is not known",
    "Legs is known",
  ]);
});

test("a tree that does not always agree never agrees in 100 of 100 cases", () => {
  assert.match(agreement(0.998), /99 of 100/);
  assert.match(agreement(1), /100 of 100/);
});

test("a value that is not known is a question mark", () => {
  assert.deepEqual([null, "", 0, "fur", 1234.5].map(valueWords), ["?", "?", "0", "fur", "1,234.5"]);
});

test("an example is named by its words, its values or its kind", () => {
  assert.equal(exampleWords({ type: "text" }, { data: "a  b\nc" }), "a b c");
  assert.equal(exampleWords({ type: "numbers" }, { data: [4, null] }), "4, ?");
  assert.equal(exampleWords({ type: "sounds" }, { data: "" }), "sound");
});
