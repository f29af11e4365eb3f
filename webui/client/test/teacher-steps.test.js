import assert from "node:assert/strict";
import { test } from "node:test";
import { actionName, advice, balance, beforeTraining, missing } from "../teacher/steps.js";

const LABELS = [
  { id: "brave", name: "Brave" },
  { id: "kind", name: "Kind" },
];

function lesson(phase, more = {}) {
  const { labels = LABELS, counts = { brave: 9, kind: 8 }, ...rest } = more;
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return {
    project: { phase, labels, crowd_sourced: true, closed: false },
    counts: { total, contributors: 3, labels: counts },
    people: 3,
    job: null,
    model: null,
    ...rest,
  };
}

test("without labels, labels are the next thing", () => {
  assert.equal(advice(lesson("collect", { labels: [] }), 5).main, "label");
});

test("with nobody in the class, joining is the next thing", () => {
  assert.equal(advice(lesson("collect", { counts: {}, people: 0 }), 5).main, "join");
});

test("a project of one's own waits for nobody to join", () => {
  const state = lesson("collect", { counts: {}, people: 0 });
  state.project.crowd_sourced = false;
  assert.equal(advice(state, 5).main, "phase:freeze");
});

test("while collecting it says what each label needs", () => {
  const told = advice(lesson("collect", { counts: { brave: 2, kind: 8 } }), 5);
  assert.deepEqual(told.hints, ["Brave needs 3 more examples."]);
});

test("when looking, training comes next and collecting is the way back", () => {
  const told = advice(lesson("freeze"), 5);
  assert.deepEqual([told.main, told.other], ["phase:train", ["phase:collect"]]);
});

test("too few examples lead back to collecting instead of to a refusal", () => {
  const told = advice(lesson("train", { counts: { brave: 9, kind: 4 } }), 5);
  assert.deepEqual([told.main, told.hints], ["phase:collect", ["Kind needs 1 more example."]]);
});

test("a training that runs can be stopped", () => {
  const told = advice(lesson("train", { job: { state: "running" } }), 5);
  assert.deepEqual([told.main, told.progress, told.other], [undefined, true, ["stop"]]);
});

test("a model that has learned from everything is ready to use", () => {
  assert.equal(
    advice(lesson("train", { model: { version: 1, examples: 17 } }), 5).main,
    "phase:use",
  );
});

test("a model that is older than the examples is trained again", () => {
  assert.equal(advice(lesson("train", { model: { version: 1, examples: 12 } }), 5).main, "train");
});

test("using without a model leads back to training", () => {
  assert.equal(advice(lesson("use"), 5).main, "phase:train");
});

test("a closed project can only be opened", () => {
  const state = lesson("use", { model: { version: 1, examples: 17 } });
  state.project.closed = true;
  assert.equal(advice(state, 5).main, "open");
});

test("every advice names its buttons", () => {
  for (const phase of ["collect", "freeze", "train", "use"]) {
    const told = advice(lesson(phase), 5);
    for (const action of [told.main, ...(told.other ?? [])]) {
      assert.ok(actionName(action, phase, null).length > 3);
    }
  }
});

test("full labels are not missing anything", () => {
  assert.deepEqual(missing(LABELS, { labels: { brave: 5, kind: 6 } }, 5), []);
});

test("one label is one too few", () => {
  const state = lesson("collect", { labels: LABELS.slice(1) });
  assert.deepEqual(beforeTraining(state, 5), ["Add 1 more label."]);
});

test("a label with less than half of another is pointed at", () => {
  assert.match(balance(LABELS, { labels: { brave: 20, kind: 9 } }), /^Kind has far fewer/);
  assert.equal(balance(LABELS, { labels: { brave: 20, kind: 10 } }), "");
});
