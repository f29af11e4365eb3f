import assert from "node:assert/strict";
import { webcrypto } from "node:crypto";
import test from "node:test";
import { throwAway } from "../lib/parcels.js";
import { Queue } from "../lib/queue.js";

// Every browser has it; Node.js has it from version 19.
globalThis.crypto ??= webcrypto;

// The box as the queue sees it: it keeps examples by id, and can be away or refuse.
function box() {
  const examples = new Map();
  const calls = [];
  const state = { examples, calls, refuse: null, lost: false };
  state.request = async (method, path, body) => {
    calls.push(method);
    if (state.refuse) throw state.refuse;
    const id = body?.id ?? path.split("/").at(-1);
    if (method === "DELETE") {
      examples.delete(id);
      return null;
    }
    if (method === "POST" && !examples.has(id)) examples.set(id, { ...body, state: "shown" });
    if (method === "PATCH") Object.assign(examples.get(id), body);
    if (state.lost) throw away(); // it was stored, but the answer did not come through
    return examples.get(id);
  };
  return state;
}

const away = () => Object.assign(new Error("away"), { code: "offline", status: 0, passing: true });
const no = (code, status = 409) => Object.assign(new Error(code), { code, status, passing: false });

let project = 0;
function queueTo(target, options = {}) {
  project += 1;
  return new Queue({ student: "ana", project, request: target.request, wait: 5, ...options });
}
const rest = (ms) => new Promise((done) => setTimeout(done, ms));

test("an example that the box has is no longer in the queue", async () => {
  const target = box();
  const saved = [];
  const queue = queueTo(target, { saved: (example) => saved.push(example.data) });
  queue.add({ label: "a", data: "hello" });
  await queue.flush();
  assert.deepEqual([queue.items().length, saved], [0, ["hello"]]);
});

test("what is typed while Wi-Fi is away is sent when it is back", async () => {
  const target = box();
  target.refuse = away();
  const queue = queueTo(target);
  queue.add({ label: "a", data: "one" });
  await queue.flush();
  assert.equal(queue.items()[0].state, "waiting");
  target.refuse = null;
  await rest(40);
  assert.deepEqual(
    [...target.examples.values()].map((example) => example.data),
    ["one"],
  );
});

test("a lost answer does not store twice", async () => {
  const target = box();
  target.lost = true;
  const queue = queueTo(target);
  queue.add({ label: "a", data: "one" });
  await queue.flush();
  target.lost = false;
  await queue.flush();
  assert.deepEqual([target.examples.size, queue.all().length], [1, 0]);
});

test("a reloaded page goes on with what its browser kept", async () => {
  const target = box();
  target.refuse = away();
  const before = queueTo(target, { wait: 100000 });
  before.add({ label: "a", data: "kept" });
  await before.flush();
  target.refuse = null;
  const after = new Queue({ student: "ana", project, request: target.request });
  await after.flush();
  assert.equal([...target.examples.values()][0].data, "kept");
  before.close();
});

test("two tabs together store each example once", async () => {
  const target = box();
  const one = queueTo(target);
  const two = new Queue({ student: "ana", project, request: target.request });
  one.add({ label: "a", data: "once" });
  await Promise.all([one.flush(), two.flush()]);
  assert.deepEqual([target.examples.size, one.all().length, two.all().length], [1, 0, 0]);
});

test("another student on this device sees and sends nothing of it", async () => {
  const target = box();
  target.refuse = away();
  const queue = queueTo(target, { wait: 100000 });
  queue.add({ label: "a", data: "Ana's" });
  await queue.flush();
  target.refuse = null;
  const other = new Queue({ student: "ben", project, request: target.request });
  await other.flush();
  assert.deepEqual([other.all().length, target.examples.size], [0, 0]);
  queue.close();
});

test("when the session is somebody else's now, everything stays and nothing more is sent", async () => {
  const target = box();
  target.refuse = no("other_student");
  const queue = queueTo(target);
  queue.add({ label: "a", data: "one" });
  queue.add({ label: "a", data: "two" });
  await queue.flush();
  assert.deepEqual(
    [queue.items().length, queue.held.code, target.calls.length],
    [2, "other_student", 1],
  );
});

test("what the box will not take stays to be read, with the reason, and the next one is sent", async () => {
  const target = box();
  const queue = queueTo(target);
  target.refuse = no("wrong_phase");
  queue.add({ label: "a", data: "late" });
  await queue.flush();
  target.refuse = null;
  queue.add({ label: "a", data: "fine" });
  await queue.flush();
  assert.deepEqual(
    queue.items().map((item) => [item.data, item.state, item.message]),
    [["late", "refused", "wrong_phase"]],
  );
  assert.equal(target.examples.size, 1);
});

test("a refused one can be changed and sent again", async () => {
  const target = box();
  const queue = queueTo(target);
  target.refuse = no("bad_text", 400);
  const { id } = queue.add({ label: "a", data: "x" });
  await queue.flush();
  target.refuse = null;
  queue.change(id, { label: "a", data: "better" });
  await queue.flush();
  assert.deepEqual([queue.items(), target.examples.has(id)], [[], true]);
});

test("one that was changed after a lost answer ends as it was changed", async () => {
  const target = box();
  target.lost = true;
  const queue = queueTo(target, { wait: 100000 });
  const { id } = queue.add({ label: "a", data: "old" });
  await queue.flush();
  target.lost = false;
  queue.change(id, { label: "b", data: "new" });
  await queue.flush();
  assert.equal(target.examples.get(id).data, "new");
});

test("one that was taken back after a lost answer is gone from the box too", async () => {
  const target = box();
  target.lost = true;
  const queue = queueTo(target, { wait: 100000 });
  const { id } = queue.add({ label: "a", data: "oops" });
  await queue.flush();
  target.lost = false;
  queue.remove(id);
  assert.deepEqual(queue.items(), []);
  await queue.flush();
  assert.deepEqual([target.examples.size, queue.all().length], [0, 0]);
});

test("one that was changed while it was on its way ends as it was changed", async () => {
  const target = box();
  const queue = queueTo(target);
  const { id } = queue.add({ label: "a", data: "old" });
  queue.change(id, { label: "a", data: "new" });
  await queue.flush();
  assert.deepEqual([target.examples.get(id).data, queue.all().length], ["new", 0]);
});

test("examples are sent in the order in which they were written", async () => {
  const target = box();
  const queue = queueTo(target);
  for (const data of ["1", "2", "3"]) {
    queue.add({ label: "a", data });
    await rest(2);
  }
  await queue.flush();
  assert.deepEqual(
    [...target.examples.values()].map((example) => example.data),
    ["1", "2", "3"],
  );
});

// --- pictures and sounds: the device's database stands in memory here, as in a private window ---

const PICTURE = "data:image/jpeg;base64,AAAA";

test("a picture is sent whole, and its item holds none of it", async () => {
  const target = box();
  const queue = queueTo(target);
  const { id } = queue.add({ label: "a", data: PICTURE });
  assert.deepEqual([queue.items()[0].data, queue.file(id)], ["", PICTURE]);
  await queue.flush();
  assert.equal(target.examples.get(id).data, PICTURE);
});

test("a picture that only this page has says that it would be lost with it", async () => {
  const target = box();
  target.refuse = away();
  const queue = queueTo(target, { wait: 100000 });
  queue.add({ label: "a", data: PICTURE });
  await queue.flush();
  await rest(5);
  assert.equal(queue.items()[0].lasting, false);
  queue.close();
});

test("a picture's label can be changed while it waits", async () => {
  const target = box();
  target.lost = true;
  const queue = queueTo(target, { wait: 100000 });
  const { id } = queue.add({ label: "a", data: PICTURE });
  await queue.flush();
  target.lost = false;
  queue.change(id, { label: "b" });
  await queue.flush();
  assert.deepEqual(
    [target.examples.get(id).label, target.examples.get(id).data, queue.all().length],
    ["b", PICTURE, 0],
  );
});

test("a row of numbers that was not changed on its way is sent once", async () => {
  const target = box();
  const queue = queueTo(target);
  queue.add({ label: "a", data: [1, null, "red"] });
  await queue.flush();
  assert.deepEqual([target.calls, queue.all()], [["POST"], []]);
});

test("a picture whose parcel is gone says so, and holds nobody else up", async () => {
  const target = box();
  target.refuse = away();
  const queue = queueTo(target, { wait: 100000 });
  const { id } = queue.add({ label: "a", data: PICTURE });
  await queue.flush();
  await throwAway(queue.prefix + id);
  target.refuse = null;
  queue.add({ label: "a", data: "next" });
  await queue.flush();
  assert.deepEqual(
    queue.items().map((item) => [item.state, item.code]),
    [["refused", "not_kept"]],
  );
  assert.equal(target.examples.size, 1);
});
