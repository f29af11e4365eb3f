import assert from "node:assert/strict";
import { test } from "node:test";
import { networks } from "../lib/networks.js";
import { languages } from "../teacher/languages.js";
import { linePoints } from "../teacher/score-line.js";
import { store } from "../teacher/store.js";
import { Studies } from "../teacher/studies.js";
import { effect, luck } from "../teacher/whose.js";

const studies = () => new Studies(store({ studies: {} }), { path: "/projects/p" });
const running = { job: "j1", task: "curve", state: "running", done: 1, of: 5 };

test("a training is no study", () => {
  assert.equal(studies().job({ job: "j", task: "fit", state: "running" }), false);
  assert.equal(studies().job({ job: "j", state: "running" }), false);
});

test("a study's job and its points come apart and are kept together", () => {
  const found = studies();
  found.job(running);
  found.take({ kind: "curve", state: "running", result: { points: [1] } });
  assert.equal(found.of("curve").job.done, 1);
  assert.deepEqual(found.of("curve").result, { points: [1] });
});

test("a study that is done has no job any more and keeps its result", () => {
  const found = studies();
  found.job(running);
  found.take({ kind: "curve", state: "done", result: { points: [1, 2] } });
  assert.equal(found.of("curve").job, null);
  assert.deepEqual(found.of("curve").result.points, [1, 2]);
});

test("the kinds of study do not touch each other", () => {
  const found = studies();
  found.job(running);
  found.take({ kind: "noise", state: "done", result: { flips: [] } });
  assert.equal(found.of("curve").job.state, "running");
  assert.equal(found.of("contributors").result, null);
});

test("a late word of an older job does not stop the one that runs", () => {
  const found = studies();
  found.job(running);
  found.job({ ...running, job: "j0", state: "cancelled" });
  assert.equal(found.of("curve").job.job, "j1");
});

test("the more people are compared, the larger a difference luck explains", () => {
  assert.ok(luck(0.02, 30) > luck(0.02, 3));
  assert.ok(luck(0.02, 1) > 2 * 0.02);
  assert.equal(luck(0, 30), 0);
});

test("a difference that luck explains is called luck, whichever way it goes", () => {
  assert.equal(effect(0.02, 0.05), "luck");
  assert.equal(effect(-0.02, 0.05), "luck");
  assert.equal(effect(-0.09, 0.05), "less");
  assert.equal(effect(0.09, 0.05), "more");
});

const model = (version, accuracy) => ({
  version,
  score: { accuracy, reason: accuracy === null ? "few_contributors" : "" },
});

test("the line of scores leaves out versions without one, and rises with the score", () => {
  const points = linePoints([model(1, 0.5), model(2, null), model(3, 0.9)]);
  assert.deepEqual(
    points.map(([x, , each]) => [x, each.version]),
    [
      [0, 1],
      [100, 3],
    ],
  );
  assert.ok(points[1][1] < points[0][1]);
});

test("the class's own language is offered first and only once", () => {
  const offered = languages("fr", "en");
  assert.deepEqual(offered[0], ["fr", "French"]);
  assert.equal(offered.filter(([code]) => code === "fr").length, 1);
  assert.equal(offered.at(-1)[0], "");
});

test("the networks of a box are told in words, and what is missing by name", () => {
  const told = networks({ type: "text", uses: "use-m3-1+minilm-1", missing: ["minilm"] });
  assert.match(told.uses, /USE-m3.*MiniLM/);
  assert.match(told.missing, /minilm/);
});

test("without any network a text is learned from its words", () => {
  const told = networks({ type: "text", uses: "none", missing: [] });
  assert.match(told.uses, /words and letters/);
  assert.equal(told.missing, "");
});
