// WCAG 2.2: text 4.5:1, what is no text but has to be seen 3:1.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

const sheet = readFileSync(new URL("../css/_tokens.css", import.meta.url), "utf8");
const [light, dark] = sheet.split("@media (prefers-color-scheme: dark)").map(colours);
const themes = { light, dark: { ...light, ...dark } };

function colours(css) {
  return Object.fromEntries(
    [...css.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map((m) => [m[1], m[2]]),
  );
}

function luminance(colour) {
  const [r, g, b] = [1, 3, 5]
    .map((place) => Number.parseInt(colour.slice(place, place + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one, other) {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

const TEXT = [
  ...["paper", "card", "sunk", "info-paper", "good-paper", "care-paper", "bad-paper"].map((on) => [
    "ink",
    on,
  ]),
  ...["paper", "card", "sunk"].map((on) => ["ink-soft", on]),
  ...["paper", "card"].map((on) => ["link", on]),
  ...["good", "care", "bad", "info"].flatMap((kind) => [
    [kind, `${kind}-paper`],
    [kind, "card"],
  ]),
  ["on-action", "action"],
  ["on-action", "action-strong"],
  ["on-accent", "accent"],
  ...Array.from({ length: 12 }, (_, n) => [`on-label-${n}`, `label-${n}`]),
];
const SEEN = [
  ["line-strong", "card"],
  ["line-strong", "paper"],
  ["focus", "card"],
  ["focus", "paper"],
];

for (const [name, theme] of Object.entries(themes)) {
  for (const [pairs, least] of [
    [TEXT, 4.5],
    [SEEN, 3],
  ]) {
    for (const [one, other] of pairs) {
      test(`${name}: ${one} on ${other} has at least ${least}:1`, () => {
        const found = contrast(theme[one], theme[other]);
        assert.ok(found >= least, `${theme[one]} on ${theme[other]} is ${found.toFixed(2)}:1`);
      });
    }
  }
}

for (let n = 0; n < 12; n += 1) {
  test(`a shape or bar of label ${n} is seen on a card in both themes`, () => {
    // By its own colour or by its outline.
    for (const theme of Object.values(themes)) {
      const edges = [theme[`label-${n}`], theme.outline].map((edge) => contrast(edge, theme.card));
      assert.ok(Math.max(...edges) >= 3);
    }
  });
}
