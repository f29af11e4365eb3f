import assert from "node:assert/strict";
import { test } from "node:test";
import { active, ending, far, stage } from "../lib/progress.js";

test("a running job says what it does and how far it is", () => {
  const job = { state: "running", stage: "folds", done: 3, of: 5 };
  assert.match(stage(job), /^Testing itself/);
  assert.equal(far(job), "3 of 5");
});

test("a stage that this page does not know is not shown by its name", () => {
  assert.equal(stage({ state: "running", stage: "magic" }), "Getting ready");
});

test("a queued job waits", () => {
  assert.equal(stage({ state: "queued" }), "Waiting until the box is free");
  assert.equal(far({ state: "queued", done: 0, of: 0 }), "");
});

test("only queued and running jobs are active", () => {
  const states = ["queued", "running", "done", "failed", "cancelled"];
  assert.deepEqual(
    states.map((state) => active({ state })),
    [true, true, false, false, false],
  );
});

test("a failure says what the box said of it", () => {
  assert.equal(
    ending({ state: "failed", message: "The trainer stopped." }),
    "The trainer stopped.",
  );
  assert.equal(ending({ state: "done" }), "");
});
