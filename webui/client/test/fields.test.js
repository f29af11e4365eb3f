import assert from "node:assert/strict";
import { test } from "node:test";
import { choicesOf, fieldProblem } from "../lib/fields.js";

const field = (name, choices) => ({
  name,
  kind: choices ? "choice" : "number",
  choices: choices ?? [],
});

test("the words of a choice are parted by commas, semicolons or lines", () => {
  assert.deepEqual(choicesOf(" red, green;blue\n, "), ["red", "green", "blue"]);
});

test("a word that is there twice counts once", () => {
  assert.deepEqual(choicesOf("Red, green, red"), ["Red", "green"]);
});

test("a number with a name is fine", () => {
  const legs = field("Legs");
  assert.equal(fieldProblem(legs, [legs]), "");
});

test("a field needs a name of its own", () => {
  const fields = [field("Legs"), field("legs "), field("")];
  assert.match(fieldProblem(fields[1], fields), /already/);
  assert.match(fieldProblem(fields[2], fields), /name/);
});

test("a choice has two to nine words", () => {
  const one = field("Skin", ["fur"]);
  const ten = field("Skin", [..."abcdefghij"]);
  assert.match(fieldProblem(one, [one]), /two words/);
  assert.match(fieldProblem(ten, [ten]), /At most 9/);
});

test("a word that is too long for a button is refused", () => {
  const long = field("Skin", ["fur", "x".repeat(31)]);
  assert.match(fieldProblem(long, [long]), /too long/);
});
