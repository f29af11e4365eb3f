import assert from "node:assert/strict";
import test from "node:test";
import { pieces } from "../lib/pieces.js";

const cut = (text, weights) =>
  pieces(text, new Map(Object.entries(weights))).map(({ text, weight }) => `${text}:${weight}`);

test("words that spoke are cut out with their weight", () => {
  assert.deepEqual(cut("A brave Owl", { brave: 2, owl: -1 }), ["A :0", "brave:2", " :0", "Owl:-1"]);
});

test("the longest run of words wins", () => {
  assert.deepEqual(cut("very brave", { brave: 1, "very brave": 3 }), ["very brave:3"]);
});

test("a word inside another one did not speak", () => {
  assert.deepEqual(cut("bravery unbrave", { brave: 1 }), ["bravery unbrave:0"]);
});

test("signs that mean something to patterns are only signs", () => {
  assert.deepEqual(cut("really?! (yes)", { "(yes)": 1 }), ["really?! :0", "(yes):1"]);
});

test("the pieces make up the text again", () => {
  const text = "Übung: très brave, \nça va ?";
  assert.equal(
    pieces(
      text,
      new Map([
        ["très", 1],
        ["ça", 2],
      ]),
    )
      .map((piece) => piece.text)
      .join(""),
    text,
  );
});
