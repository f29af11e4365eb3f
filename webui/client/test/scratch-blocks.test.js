import assert from "node:assert/strict";
import { test } from "node:test";
import {
  createExtension,
  extensionId,
  register,
  translator,
} from "../../scratch/extension/index.js";
import { forBlock, forCategory } from "../../scratch/extension/names.js";
import { Refusal } from "../../scratch/extension/refusals.js";
import { rowQuestion } from "../../scratch/extension/rows.js";
import { spokenOf } from "../../scratch/extension/strays.js";

const t = translator({ fr: { "no model yet": "pas encore de modèle" } }, () => "en");
const LABELS = [
  { id: "l1", name: "Sun" },
  { id: "l2", name: "Rain" },
];

function made({
  project = {},
  tool = "scratch",
  may = { add: true, train: false },
  ...client
} = {}) {
  const said = [];
  const started = [];
  const target = { id: "t1", isStage: false, visible: true, isOriginal: true };
  const thread = { peekStack: () => "b1" };
  const loaded = new Map();
  const heard = new Map();
  const vm = {
    heard,
    runtime: {
      targets: [target],
      threads: [thread],
      on: () => {},
      emit: (_event, _who, _how, text) => said.push(text),
      startHats: (opcode, fields) => started.push([opcode, fields]),
      emitMicListening: () => {},
    },
    on: (event, listener) => heard.set(event, listener),
    refreshWorkspace: () => {},
    extensionManager: {
      _loadedExtensions: loaded,
      _registerInternalExtension: () => "service",
      isExtensionLoaded: (id) => loaded.has(id),
      refreshBlocks: async () => {},
    },
  };
  const about = {
    project: {
      id: "P-1",
      name: "Weather",
      type: "text",
      labels: LABELS,
      fields: [],
      phase: "collect",
      closed: false,
      model: 1,
      ...project,
    },
    counts: { l1: 3 },
    may,
    tool,
  };
  const fake = {
    listen: () => ({ close: () => {} }),
    predict: async (items) => ({
      model: 1,
      answers: items.map(() => ({ label: "l1", name: "Sun", confidence: 0.876, word: "warm" })),
    }),
    add: async () => ({}),
    train: async () => ({ job: "j" }),
    ...client,
  };
  const ext = createExtension({ vm, about, client: fake, t });
  ext.state.tookStatus("connected");
  return { vm, ext, blocks: ext.extension, said, started, util: { target, thread } };
}

test("each project has an extension of its own", () => {
  assert.equal(extensionId("AB-cd"), "crowdboxabcd");
});

test("names stay clear of XML and of slots", () => {
  assert.equal(forCategory('A <b> & "q"'), "A ‹b› + ″q″");
  assert.equal(forBlock("[x] 100 %1"), "(x) 100 %\u200b1");
});

test("the blocks are put into the palette once, in both places", () => {
  const { vm, ext } = made();
  register(vm, ext);
  register(vm, ext);
  assert.deepEqual([...vm.extensionManager._loadedExtensions], [[ext.id, "service"]]);
});

test("recognise says the label, how sure it is, and why", async () => {
  const { blocks, util } = made();
  assert.equal(await blocks.label({ TEXT: "warm" }, util), "Sun");
  assert.equal(await blocks.confidence({ TEXT: "warm" }, util), 88);
  assert.equal(await blocks.why({ TEXT: "warm" }, util), "warm");
});

test("without a model there is no label and no confidence", () => {
  const { blocks, util } = made({ project: { model: 0 } });
  assert.equal(blocks.label({ TEXT: "warm" }, util), "no model yet");
  assert.equal(blocks.confidence({ TEXT: "warm" }, util), 0);
});

test("the same text is asked once for each version of the model", async () => {
  let calls = 0;
  const { blocks, util, ext } = made({
    predict: async () => {
      calls += 1;
      return { model: ext.state.version, answers: [{ label: "l1", name: "Sun", confidence: 1 }] };
    },
  });
  await blocks.label({ TEXT: "warm" }, util);
  assert.equal(blocks.label({ TEXT: "warm" }, util), "Sun");
  ext.state.tookModel(2);
  await blocks.label({ TEXT: "warm" }, util);
  assert.equal(calls, 2);
});

test("when the box is gone the last answer holds, and what was never asked is not reachable", async () => {
  let gone = false;
  const { blocks, util, ext } = made({
    predict: async () => {
      if (gone) throw new Refusal({ code: "offline" });
      return { model: 1, answers: [{ label: "l1", name: "Sun", confidence: 1 }] };
    },
  });
  await blocks.label({ TEXT: "warm" }, util);
  gone = true;
  assert.equal(await blocks.label({ TEXT: "cold" }, util), "not reachable");
  assert.equal(blocks.label({ TEXT: "warm" }, util), "Sun");
  ext.state.tookModel(2);
  assert.equal(await blocks.label({ TEXT: "warm" }, util), "Sun");
});

test("a renamed label keeps its block, and says its new name", () => {
  const { blocks, ext, util } = made();
  const labels = [{ id: "l1", name: "Sunny" }, LABELS[1]];
  ext.state.tookProject({ name: "Weather", labels, phase: "collect", closed: false, model: 1 });
  assert.equal(blocks.labelName({}, util, { opcode: "name_l1" }), "Sunny");
  assert.ok(blocks.getInfo().blocks.some(({ opcode }) => opcode === "name_l1"));
});

test("training is the teacher's, and the block says so", async () => {
  const { blocks, said, util } = made();
  await blocks.train({}, util);
  assert.deepEqual(said, ["Only your teacher can do that."]);
});

test("the teacher's block trains and waits for its own model", async () => {
  const { blocks, ext, util, started } = made({ may: { train: true } });
  await blocks.train({}, util);
  assert.equal(blocks.isState({ STATE: "ready" }), false);
  ext.state.tookJob({ job: "j", task: "fit", state: "done" });
  ext.state.tookModel(2);
  assert.equal(blocks.isState({ STATE: "ready" }), true);
  assert.deepEqual(started.at(-1), ["crowdboxp1_whenReady", undefined]);
});

test("a loop adds the same example once", async () => {
  const added = [];
  const { blocks, util } = made({ add: async (example) => added.push(example) });
  await blocks.add({ TEXT: "hot", LABEL: "l1" }, util);
  await blocks.add({ TEXT: "hot", LABEL: "Sun" }, util);
  assert.deepEqual(
    added.map(({ label, data }) => [label, data]),
    [["l1", "hot"]],
  );
});

test("adding outside its phase is refused once, and again only when the phase is another", async () => {
  let calls = 0;
  const { blocks, ext, said, util } = made({
    add: async () => {
      calls += 1;
      throw new Refusal({ code: "wrong_phase", status: 409 });
    },
  });
  await blocks.add({ TEXT: "hot", LABEL: "l1" }, util);
  await blocks.add({ TEXT: "hotter", LABEL: "l1" }, util);
  assert.equal(calls, 1);
  assert.deepEqual(new Set(said), new Set(["The class is not collecting examples right now."]));
  ext.state.tookPhase("use", false);
  assert.equal(ext.state.refused, null);
});

test("whoever only looks adds and trains nothing", async () => {
  const fail = () => assert.fail("it was sent");
  const { blocks, said, util } = made({ tool: "scratch_watch", add: fail, train: fail });
  await blocks.add({ TEXT: "hot", LABEL: "l1" }, util);
  await blocks.train({}, util);
  assert.deepEqual(new Set(said), new Set(["This is only to look at."]));
});

test("a loop that trains starts one training on the same examples", async () => {
  let trained = 0;
  const train = async () => {
    trained += 1;
    return { job: "j" };
  };
  const { blocks, ext, util } = made({ may: { train: true }, train });
  await blocks.train({}, util);
  await blocks.train({}, util);
  ext.state.tookJob({ job: "j", task: "fit", state: "done" });
  await blocks.train({}, util);
  assert.equal(trained, 1);
});

test("a training that ended while the network was gone is not waited for", () => {
  const { ext } = made();
  ext.state.tookMine("j");
  assert.deepEqual([ext.state.is("ready"), ext.state.is("training")], [false, true]);
  ext.state.tookStatus("waiting");
  ext.state.tookStatus("connected");
  assert.deepEqual([ext.state.is("ready"), ext.state.is("training")], [true, false]);
});

test("a training that still runs after the network was gone is waited for again", () => {
  const { ext } = made();
  ext.state.tookMine("j");
  ext.state.tookStatus("waiting");
  ext.state.tookStatus("connected");
  ext.state.tookJob({ job: "j", task: "fit", state: "running" });
  assert.deepEqual([ext.state.is("ready"), ext.state.is("training")], [false, true]);
});

test("the model that is broken says so, and another version is asked again", async () => {
  const { blocks, ext, util } = made({
    predict: async () => {
      throw new Refusal({ code: "damaged_model", status: 503 });
    },
  });
  assert.equal(await blocks.label({ TEXT: "warm" }, util), "the model is broken");
  assert.equal(blocks.isState({ STATE: "broken" }), true);
  ext.state.tookModel(2);
  assert.equal(blocks.isState({ STATE: "broken" }), false);
});

test("a refusal is said once while it is there to read", async () => {
  const { blocks, said, util } = made();
  await blocks.train({}, util);
  await blocks.train({}, util);
  assert.equal(said.length, 1);
});

test("how many examples a label has follows the live counts", () => {
  const { blocks, ext } = made();
  assert.equal(blocks.countOf({ LABEL: "Sun" }), 3);
  ext.state.tookCounts({ seq: 7, labels: { l1: 4 } });
  ext.state.tookCounts({ seq: 6, labels: { l1: 1 } });
  assert.equal(blocks.countOf({ LABEL: "l1" }), 4);
});

test("a row takes numbers, choices whatever their case, and gaps", () => {
  const fields = [
    { name: "size", kind: "number", choices: [] },
    { name: "fur", kind: "choice", choices: ["yes", "no"] },
  ];
  assert.deepEqual(rowQuestion(fields, { FIELD0: "3.5", FIELD1: " YES" }).data, [3.5, "yes"]);
  assert.deepEqual(rowQuestion(fields, { FIELD0: "", FIELD1: "no" }).data, [null, "no"]);
  assert.equal(rowQuestion(fields, { FIELD0: "x", FIELD1: "no" }).refusal.code, "not_a_number");
  assert.equal(rowQuestion(fields, { FIELD0: 1, FIELD1: "x" }).refusal.code, "not_a_choice");
});

test("labels that a program speaks of are known from its file", () => {
  const blocks = {
    a: { opcode: "crowdboxp1_name_l7", fields: {} },
    b: { opcode: "crowdboxp1_menu_labels", fields: { labels: ["l8", null] } },
    c: { opcode: "crowdboxother_name_l9", fields: {} },
  };
  const { labels } = spokenOf("crowdboxp1", { targets: [{ blocks }] });
  assert.deepEqual([...labels], ["l7", "l8"]);
});

test("a label that is gone is still drawn", async () => {
  const { ext, blocks } = made();
  const program = { targets: [{ blocks: { a: { opcode: "crowdboxp1_name_l7", fields: {} } } }] };
  await ext.prepare(program);
  const hidden = blocks.getInfo().blocks.find(({ opcode }) => opcode === "name_l7");
  assert.equal(hidden.hideFromPalette, true);
});

test("a sprite from the computer may speak of labels that are gone", () => {
  const { vm, blocks } = made();
  const spoken = { a: { opcode: "crowdboxp1_menu_labels", fields: { labels: { value: "l7" } } } };
  vm.runtime.targets[0].blocks = { _blocks: spoken };
  vm.heard.get("workspaceUpdate")();
  assert.ok(blocks.getInfo().blocks.some(({ opcode }) => opcode === "name_l7"));
});

for (const [type, opcodes] of [
  ["images", ["costumeImage", "backdropImage"]],
  ["sounds", ["whenHear", "startListening", "stopListening"]],
  ["numbers", ["choice_0_0", "choice_0_1"]],
]) {
  test(`a project of ${type} has its own blocks`, () => {
    const fields = [{ name: "fur", kind: "choice", choices: ["yes", "no"] }];
    const { blocks } = made({ project: { type, fields: type === "numbers" ? fields : [] } });
    const there = new Set(blocks.getInfo().blocks.map(({ opcode }) => opcode));
    for (const opcode of [...opcodes, "label", "confidence", "add", "train"]) {
      assert.ok(there.has(opcode), opcode);
    }
  });
}
