import assert from "node:assert/strict";
import { test } from "node:test";
import { sureness, voices } from "../teacher/voices.js";

test("words are parted into those for and those against, strongest first", () => {
  const because = [
    { word: "a", weight: 0.1 },
    { word: "lion", weight: 0.9 },
    { word: "tea", weight: -0.4 },
  ];
  assert.deepEqual(voices(because), { forIt: ["lion", "a"], against: ["tea"] });
});

test("sureness is said in words", () => {
  assert.deepEqual([0.95, 0.7, 0.4].map(sureness), ["very sure", "fairly sure", "not sure"]);
});
