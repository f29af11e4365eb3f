import assert from "node:assert/strict";
import { test } from "node:test";
import { ExamplePages } from "../teacher/example-pages.js";

const example = (seq, more = {}) => ({
  id: `id-${seq}`,
  seq,
  label: "kind",
  contributor: "ana",
  ...more,
});

function box(pages) {
  const asked = [];
  const ask = async (_, path) => {
    asked.push(path);
    return pages.shift();
  };
  return { asked, examples: new ExamplePages(ask, "/projects/p") };
}

test("the newest example is first, wherever it came from", async () => {
  const { examples } = box([{ examples: [example(4), example(2)], next: null }]);
  await examples.start({});
  examples.put(example(9));
  assert.deepEqual(
    examples.all.map(({ seq }) => seq),
    [9, 4, 2],
  );
});

test("the next page begins where the one before ended", async () => {
  const { examples, asked } = box([
    { examples: [example(9)], next: 9 },
    { examples: [example(3)], next: null },
  ]);
  await examples.start({});
  await examples.older();
  assert.match(asked[1], /before=9/);
  assert.deepEqual([examples.all.length, examples.more], [2, false]);
});

test("a filter is sent along", async () => {
  const { examples, asked } = box([{ examples: [], next: null }]);
  await examples.start({ label: "kind", contributor: "" });
  assert.match(asked[0], /label=kind/);
  assert.doesNotMatch(asked[0], /contributor/);
});

test("an answer to an older question is not shown", async () => {
  const answers = [];
  const examples = new ExamplePages(() => new Promise((done) => answers.push(done)), "/p");
  const first = examples.start({ label: "brave" });
  const second = examples.start({ label: "kind" });
  answers[1]({ examples: [example(2)], next: null });
  answers[0]({ examples: [example(1)], next: null });
  await Promise.all([first, second]);
  assert.deepEqual(
    examples.all.map(({ seq }) => seq),
    [2],
  );
});

test("an example that was moved away leaves a filtered list", async () => {
  const { examples } = box([{ examples: [example(2)], next: null }]);
  await examples.start({ label: "kind" });
  assert.equal(examples.put(example(2, { label: "brave" })), true);
  assert.deepEqual(examples.all, []);
});

test("the same example again changes nothing", async () => {
  const { examples } = box([{ examples: [example(2)], next: null }]);
  await examples.start({});
  assert.equal(examples.put(example(2)), false);
});
