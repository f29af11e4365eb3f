import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { Answers } from "../../scratch/extension/answers.js";
import { Questions } from "../../scratch/extension/questions.js";

test("many loops make few calls, of up to sixteen questions", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const sizes = [];
  const answers = new Answers({
    state: { version: 1, connected: true, tookModel() {}, tookBroken() {} },
    now: () => 0,
    predict: async (items) => {
      sizes.push(items.length);
      return { model: 1, answers: items.map(() => ({ label: "l1", name: "Sun", confidence: 1 })) };
    },
  });
  const asked = Array.from({ length: 20 }, (_, n) =>
    answers.about({ key: `k${n}`, data: `d${n}` }),
  );
  mock.timers.tick(60);
  await asked[0];
  mock.timers.tick(600);
  await asked[19];
  assert.deepEqual(sizes, [16, 4]);
  mock.timers.reset();
});

// When a program that asks again and again makes its calls, to a box that takes `ms` for each.
async function callsOfLoop(ms, within = 3000) {
  mock.timers.enable({ apis: ["setTimeout", "Date"] });
  const begun = [];
  const questions = new Questions(async (items) => {
    begun.push(Date.now());
    await new Promise((resolve) => setTimeout(resolve, ms));
    return { model: 1, answers: items.map(() => ({ label: "l1" })) };
  }, Date.now);
  (async () => {
    for (let n = 0; ; n++) await questions.ask({ key: `k${n}`, item: "" });
  })();
  for (let at = 0; at < within; at++) {
    mock.timers.tick(1);
    await new Promise(setImmediate);
  }
  mock.timers.reset();
  return begun;
}

test("a loop makes two calls a second, and fewer of a box that takes long", async () => {
  assert.deepEqual((await callsOfLoop(20)).slice(0, 4), [60, 560, 1060, 1560]);
  assert.deepEqual(await callsOfLoop(400), [60, 1260, 2460]);
});

test("after a call that hung for long the next one comes soon", async () => {
  assert.deepEqual(await callsOfLoop(9000, 11_500), [60, 11_060]);
});
