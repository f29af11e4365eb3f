import assert from "node:assert/strict";
import { webcrypto } from "node:crypto";
import test from "node:test";
import { endWords, readWords } from "../lib/batch/look.js";
import { Batch } from "../lib/batch/send.js";

globalThis.crypto ??= webcrypto;

const project = { id: "p", type: "text", labels: [] };
const rowsOf = (n, data = "x") => Array.from({ length: n }, () => ({ label: "a", data }));
const refusal = (code, status) =>
  Object.assign(new Error(code), { code, status, passing: status === 0 || status >= 500 });

// The box as a batch sees it: it keeps examples by id.
function box({ fail = () => null } = {}) {
  const state = { calls: [], kept: new Map() };
  state.request = async (method, path, body) => {
    state.calls.push([method, path, body?.examples.length]);
    const problem = fail(state.calls.length, body);
    if (problem) throw problem;
    if (method === "DELETE") return { removed: state.kept.size };
    return { rows: body.examples.map((example) => answer(state, example)) };
  };
  return state;
}

function answer({ kept }, { id, data }) {
  if (data === "") return { id, state: "refused", code: "bad_text", message: "empty" };
  const known = kept.has(id);
  kept.set(id, data);
  return { id, state: known ? "known" : "added", code: "", message: "" };
}

const batchTo = (target, rows, options = {}) =>
  new Batch({ project, rows, request: target.request, wait: 1, encode: String, ...options });

test("a batch goes to the box in parts, and says after each how far it is", async () => {
  const target = box();
  const far = [];
  const changed = (batch) => far.push(batch.count("waiting"));
  const batch = await batchTo(target, rowsOf(250), { changed }).run();
  assert.deepEqual(
    target.calls.map(([, , n]) => n),
    [100, 100, 50],
  );
  assert.deepEqual([far, batch.count("added")], [[150, 50, 0], 250]);
});

test("a part is never heavier than the box takes in one body", async () => {
  const target = box();
  await batchTo(target, rowsOf(7, "x".repeat(100_000))).run();
  assert.deepEqual(
    target.calls.map(([, , n]) => n),
    [2, 2, 2, 1],
  );
});

test("each row has the box's own answer", async () => {
  const batch = await batchTo(box(), [...rowsOf(1), ...rowsOf(1, "")]).run();
  assert.deepEqual(
    batch.rows.map(({ state, message }) => [state, message]),
    [
      ["added", ""],
      ["refused", "empty"],
    ],
  );
});

test("while the box is away nothing is lost, and what was stored is not stored twice", async () => {
  const target = box({ fail: (call) => (call < 3 ? refusal("offline", 0) : null) });
  const batch = await batchTo(target, rowsOf(3)).run();
  assert.deepEqual([batch.count("added"), target.kept.size, batch.away], [3, 3, null]);
});

test("a full memory card ends it, with the rest not sent", async () => {
  const target = box({ fail: (call) => (call > 1 ? refusal("storage_full", 507) : null) });
  const batch = await batchTo(target, rowsOf(150)).run();
  assert.deepEqual(
    [batch.problem.code, batch.count("added"), batch.count("waiting")],
    ["storage_full", 100, 50],
  );
});

test("a part that is too large is cut, and a row that is too large refused", async () => {
  const heavy = (examples) => examples.length > 1 || examples[0].data === "huge";
  const target = box({
    fail: (_, body) => (heavy(body.examples) ? refusal("too_large", 413) : null),
  });
  const batch = await batchTo(target, [...rowsOf(3), ...rowsOf(1, "huge")]).run();
  assert.deepEqual([batch.count("added"), batch.count("refused")], [3, 1]);
});

test("stopping sends no more", async () => {
  const changed = (batch) => batch.stop();
  const batch = await batchTo(box(), rowsOf(250), { changed }).run();
  assert.deepEqual([batch.count("added"), batch.count("waiting"), batch.stopped], [100, 150, true]);
});

test("one undo takes back the whole batch", async () => {
  const target = box();
  const batch = await batchTo(target, rowsOf(3)).run();
  assert.equal(await batch.undo(), 3);
  assert.deepEqual(target.calls.at(-1).slice(0, 2), ["DELETE", `/projects/p/batches/${batch.id}`]);
  assert.equal(batch.count("added"), 0);
});

test("files are encoded only when it is their turn", async () => {
  const opened = [];
  const rows = [1, 2].map((n) => ({ label: "a", blob: `file ${n}` }));
  const encode = async (blob) => opened.push(blob) && "y".repeat(290_000);
  await batchTo(box(), rows, { encode, changed: (batch) => batch.stop() }).run();
  assert.deepEqual(opened, ["file 1", "file 2"]); // the second was opened, and did not fit
});

test("what was read and how it ended are said in numbers", async () => {
  assert.equal(
    readWords([{ reason: "" }, { reason: "" }, { reason: "no" }]),
    "2 examples can be added. 1 cannot: see why.",
  );
  const batch = await batchTo(box(), [...rowsOf(2), ...rowsOf(1, "")]).run();
  assert.equal(endWords(batch), "2 examples were added. 1 was not taken.");
});
