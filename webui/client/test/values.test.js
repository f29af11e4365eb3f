import assert from "node:assert/strict";
import test from "node:test";
import { readNumber, readRow, readValue } from "../lib/values.js";

const skin = { name: "Skin", kind: "choice", choices: ["Fur", "Scales"] };
const legs = { name: "Legs", kind: "number", choices: [] };

test("a number is read as people write it", () => {
  assert.deepEqual(
    ["4", "-1.5", "1,5", "−3", "1 000", ".5", "2e3"].map(readNumber),
    [4, -1.5, 1.5, -3, 1000, 0.5, 2000],
  );
});

test("what is no number is not made one", () => {
  for (const text of ["four", "1,2,3", "0x10", "1.2.3", "", "Infinity"]) {
    assert.ok(Number.isNaN(readNumber(text)), text);
  }
});

test("a value that is not known is null, not wrong", () => {
  for (const text of ["", " ", "?", "N/A"]) {
    assert.deepEqual(readValue(legs, text), { value: null, reason: "" });
  }
});

test("a choice is found whatever its case", () => {
  assert.equal(readValue(skin, " fur ").value, "Fur");
});

test("a row with nothing known is no example", () => {
  assert.equal(readRow([legs, skin], ["", ""]).reason, "Fill in at least one value.");
});
