import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { labelsById, mark, SHAPES } from "../lib/labels.js";

test("no two of the first 132 labels look the same", () => {
  const looks = Array.from({ length: 132 }, (_, index) => JSON.stringify(mark(index)));
  assert.equal(new Set(looks).size, 132);
});

test("a label keeps its place and its name", () => {
  const label = labelsById([
    { id: "a", name: "A" },
    { id: "b", name: "B" },
  ]).get("b");
  assert.deepEqual(label, { id: "b", name: "B", index: 1, ...mark(1) });
});

test("every shape is drawn", () => {
  const sheet = readFileSync(new URL("../drawings/icons.svg", import.meta.url), "utf8");
  for (const shape of SHAPES) assert.ok(sheet.includes(`<symbol id="${shape}"`), shape);
});
