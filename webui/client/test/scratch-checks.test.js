import assert from "node:assert/strict";
import { test } from "node:test";
import { adopted, extensionOf, strangers, used, without } from "../../scratch/editor/checks.js";
import { checked, guard, nameLabels, projectOf } from "../../scratch/editor/loading.js";
import { strToU8, zipped } from "../lib/zip.js";

const block = (opcode, more = {}) => ({
  opcode,
  next: null,
  parent: null,
  inputs: {},
  fields: {},
  shadow: false,
  topLevel: false,
  ...more,
});
const program = (blocks, more = {}) => ({
  targets: [{ isStage: true, name: "Stage", blocks }],
  monitors: [],
  extensions: used({ targets: [{ blocks }] }),
  meta: { semver: "3.0.0" },
  ...more,
});
const sb3 = (project) => zipped({ "project.json": strToU8(JSON.stringify(project)) });

test("blocks of Scratch itself are of no extension", () => {
  const opcodes = ["motion_movesteps", "procedures_call", "argument_reporter_boolean", "note"];
  assert.deepEqual(opcodes.map(extensionOf), ["", "", "", ""]);
  assert.equal(extensionOf("pen_clear"), "pen");
});

test("strangers are other projects' blocks and those that nobody here knows", () => {
  const project = program({
    a: block("crowdboxaa_label"),
    b: block("crowdboxbb_label"),
    c: block("pen_clear"),
    d: block("text2speech_speak"),
  });
  assert.deepEqual(strangers(project, "crowdboxaa"), {
    others: ["crowdboxbb"],
    unknown: ["text2speech"],
  });
});

test("a stack closes around a block that is left out", () => {
  const { project, left } = without(
    program({
      a: block("event_whenflagclicked", { next: "b", topLevel: true, x: 1, y: 2 }),
      b: block("translate_go", { next: "c", parent: "a" }),
      c: block("motion_movesteps", { parent: "b" }),
    }),
    ["translate"],
  );
  const { blocks } = project.targets[0];
  assert.deepEqual(Object.keys(blocks), ["a", "c"]);
  assert.equal(blocks.a.next, "c");
  assert.equal(blocks.c.parent, "a");
  assert.deepEqual(left, ["translate_go"]);
  assert.deepEqual(project.extensions, []);
});

test("a reporter that is left out leaves the shadow that it covered", () => {
  const { project } = without(
    program({
      a: block("looks_say", { topLevel: true, inputs: { MESSAGE: [3, "b", [10, "hi"]] } }),
      b: block("translate_get", { parent: "a", inputs: { WORDS: [1, [10, "x"]] } }),
    }),
    ["translate"],
  );
  assert.deepEqual(project.targets[0].blocks.a.inputs.MESSAGE, [1, [10, "hi"]]);
});

test("a block inside one that is left out stands alone", () => {
  const { project } = without(
    program({
      a: block("looks_say", { topLevel: true, inputs: { MESSAGE: [3, "b", [10, "hi"]] } }),
      b: block("translate_get", { parent: "a", inputs: { WORDS: [3, "c", [10, "x"]] } }),
      c: block("sensing_answer", { parent: "b" }),
    }),
    ["translate"],
  );
  const { c } = project.targets[0].blocks;
  assert.equal(c.topLevel, true);
  assert.equal(c.parent, null);
});

test("a menu of a block that is left out goes with it", () => {
  const { project } = without(
    program({
      a: block("translate_go", { topLevel: true, inputs: { L: [1, "m"] } }),
      m: block("translate_menu", { parent: "a", shadow: true }),
    }),
    ["translate"],
  );
  assert.deepEqual(project.targets[0].blocks, {});
});

test("variables that lie about on the workspace stay", () => {
  const blocks = { v: [12, "score", "id", 10, 20], a: block("translate_go", { topLevel: true }) };
  const { project } = without(program(blocks), ["translate"]);
  assert.deepEqual(project.targets[0].blocks, { v: [12, "score", "id", 10, 20] });
});

const LABELS = [
  { id: "l9", name: "Cat" },
  { id: "l2", name: "Dog" },
];

test("a program of another project gets this one's blocks, labels by id or by name", () => {
  const { project, left } = adopted(
    program({
      a: block("crowdboxbb_label", { topLevel: true }),
      b: block("crowdboxbb_name_l1", { topLevel: true }),
      c: block("crowdboxbb_name_l2", { topLevel: true }),
      d: block("crowdboxbb_menu_labels", { topLevel: true, fields: { labels: ["l1", null] } }),
      e: block("crowdboxbb_name_l7", { topLevel: true }),
    }),
    { from: "crowdboxbb", to: "crowdboxaa", labels: LABELS, names: new Map([["l1", "cat "]]) },
  );
  const { blocks } = project.targets[0];
  const opcodes = Object.values(blocks).map(({ opcode }) => opcode);
  assert.deepEqual(opcodes, [
    "crowdboxaa_label",
    "crowdboxaa_name_l9",
    "crowdboxaa_name_l2",
    "crowdboxaa_menu_labels",
  ]);
  assert.deepEqual(blocks.d.fields.labels, ["l9", null]);
  assert.deepEqual(left, ["crowdboxbb_name_l7"]);
  assert.deepEqual(project.extensions, ["crowdboxaa"]);
});

test("a file that is no Scratch 3 program is handed on as it is", () => {
  assert.equal(projectOf(strToU8("ScratchV01 …")), null);
});

test("a program of this project is loaded byte for byte", async () => {
  const bytes = sb3(program({ a: block("crowdboxaa_label", { topLevel: true }) }));
  const found = await checked(bytes, { own: "crowdboxaa", labels: LABELS });
  assert.equal(found.bytes, bytes);
});

test("a saved program tells its labels' names, and another project finds its own by them", async () => {
  const saved = program({ a: block("crowdboxbb_name_l1", { topLevel: true }) });
  const vm = { toJSON: (target) => JSON.stringify(target ? { name: "Sprite" } : saved) };
  nameLabels(vm, "crowdboxbb", () => [{ id: "l1", name: "cat " }]);
  assert.deepEqual(JSON.parse(vm.toJSON("sprite")), { name: "Sprite" });
  const bytes = sb3(JSON.parse(vm.toJSON()));
  const ask = async () => true;
  const { project } = await checked(bytes, { own: "crowdboxaa", labels: LABELS, ask });
  assert.equal(project.targets[0].blocks.a.opcode, "crowdboxaa_name_l9");
});

test("a file that tells odd names of labels opens all the same", async () => {
  const blocks = { a: block("crowdboxbb_name_constructor", { topLevel: true }) };
  for (const labels of [null, [], "x", { crowdboxbb: 7 }, { crowdboxbb: { constructor: {} } }]) {
    const told = [];
    const bytes = sb3(program(blocks, { meta: { semver: "3.0.0", labels } }));
    const { project } = await checked(bytes, {
      own: "crowdboxaa",
      labels: LABELS,
      ask: async () => true,
      tell: async (left) => told.push(...left),
    });
    assert.deepEqual(project.targets[0].blocks, {});
    assert.deepEqual(told, ["crowdboxbb_name_constructor"]);
  }
});

test("whoever does not want another project's program keeps what is open", async () => {
  const bytes = sb3(program({ a: block("crowdboxbb_label", { topLevel: true }) }));
  const ask = async () => false;
  assert.equal(await checked(bytes, { own: "crowdboxaa", labels: LABELS, ask }), null);
});

test("what is left out is told before the program opens", async () => {
  const told = [];
  const bytes = sb3(program({ a: block("ev3_motor", { topLevel: true }) }));
  const tell = async (opcodes) => told.push(...opcodes);
  const found = await checked(bytes, { own: "crowdboxaa", labels: LABELS, tell });
  assert.deepEqual(told, ["ev3_motor"]);
  assert.deepEqual(projectOf(found.bytes).targets[0].blocks, {});
});

function fakeVm() {
  const vm = { runtime: { targets: [1] }, loads: [] };
  vm.saveProjectSb3 = async () => new Blob(["before"]);
  vm.loadProject = async (input) => {
    const text = new TextDecoder().decode(input);
    vm.loads.push(text);
    if (text === "broken") throw new Error("broken");
  };
  return vm;
}
const buffer = (text) => strToU8(text).slice().buffer;

test("a program that cannot be loaded brings back what was open", async () => {
  const vm = fakeVm();
  guard(vm, { check: async (bytes) => ({ bytes }), loaded: () => assert.fail("it was not") });
  await assert.rejects(vm.loadProject(buffer("broken")));
  assert.deepEqual(vm.loads, ["broken", "before"]);
});

test("what the editor loads itself is told apart from what it was asked to", async () => {
  const vm = fakeVm();
  const told = [];
  const { load } = guard(vm, {
    check: async (bytes) => ({ bytes }),
    loaded: (mine) => told.push(mine),
  });
  await vm.loadProject(buffer("a"));
  await load(buffer("b"), { id: "7" });
  assert.deepEqual(told, [null, { id: "7" }]);
});
