// The blocks of one project's model in Scratch: what each does when a program comes to it.

import { Adding } from "./adding.js";
import { Answers } from "./answers.js";
import { infoOf, MOST_FIELDS } from "./blocks.js";
import { tell } from "./bubble.js";
import { Labels } from "./labels.js";
import { Listening } from "./listening.js";
import { extensionId } from "./names.js";
import { Pictures } from "./pictures.js";
import { wordsFor } from "./refusals.js";
import { rowQuestion } from "./rows.js";
import { Sounds } from "./sounds.js";
import { State } from "./state.js";
import { spokenOf } from "./strays.js";

export { createClient } from "./client.js";
export { catalogueOf, translator } from "./words.js";
export { extensionId, wordsFor };

const LASTING = new Set(["wrong_phase", "closed", "forbidden", "login_needed"]);
const made = new WeakMap();

const isPromise = (value) => typeof value?.then === "function";
const after = (value, next) => (isPromise(value) ? value.then(next) : next(value));

/** What the editor calls: `getInfo`, one function for each opcode, one for each menu. */
class Blocks {
  constructor({ vm, state, client, t }) {
    Object.assign(this, { vm, state, client, t });
    this.id = extensionId(state.id);
    this.labels = new Labels(state, t);
    this.strays = new Set();
    this.pictures = new Pictures(vm);
    this.sounds = new Sounds();
    this.adding = new Adding();
    this.answers = new Answers({ state, predict: (items, why) => client.predict(items, why) });
    this.listening = new Listening({
      hear: (data) => this.heard(data),
      began: (LABEL) => vm.runtime.startHats(`${this.id}_whenHear`, { LABEL }),
    });
    for (let place = 0; place < MOST_FIELDS; place += 1) {
      this[`choices${place}`] = () => this.choiceItems(place);
    }
  }

  getInfo() {
    const { id, state, labels, t } = this;
    return infoOf({ id, state, labels, t, strays: [...this.strays], sound: this.soundItems()[0] });
  }

  // --- menus

  labelItems() {
    return this.labels.items;
  }

  stateItems() {
    const { t } = this;
    return [
      { text: t("ready to use"), value: "ready" },
      { text: t("still training"), value: "training" },
      { text: t("not there"), value: "none" },
      { text: t("broken"), value: "broken" },
    ];
  }

  soundItems() {
    const names = this.vm.editingTarget?.getSounds().map(({ name }) => name) ?? [];
    return names.length > 0 ? names : [""];
  }

  choiceItems(place) {
    const choices = this.state.fields[place]?.choices ?? [];
    return choices.length > 0 ? choices : [""];
  }

  // --- asking the model

  question(args, { target }) {
    const { type, fields } = this.state;
    if (type === "numbers") return rowQuestion(fields, args);
    if (type === "images") return this.pictures.question(args.IMAGE);
    if (type === "sounds") return this.sounds.question(target, args.SOUND);
    const text = String(args.TEXT ?? "").trim();
    return text ? { key: text, data: text } : { refusal: { code: "nothing" } };
  }

  answer(args, util, opcode, why = false) {
    // A script that was started anew asks its newest question: the one before is nobody's.
    const who = `${util.target.id} ${util.thread.peekStack()} ${opcode}`;
    return after(this.question(args, util), (question) =>
      question.refusal ? question : this.answers.about(question, { why, who }),
    );
  }

  async heard(data) {
    const { label, confidence, refusal } = await this.answers.about({ key: "", data });
    return refusal ? null : { label, confidence };
  }

  label(args, util) {
    return after(this.answer(args, util, "label"), ({ refusal, label, name }) =>
      refusal ? wordsFor(this.t, refusal) : this.labels.nameOf(label, name),
    );
  }

  confidence(args, util) {
    return after(this.answer(args, util, "confidence"), ({ refusal, confidence }) =>
      refusal ? 0 : Math.round(confidence * 100),
    );
  }

  why(args, util) {
    return after(this.answer(args, util, "why", true), ({ refusal, word }) =>
      refusal ? wordsFor(this.t, refusal) : (word ?? ""),
    );
  }

  // --- what is known without asking

  labelName(_args, _util, { opcode }) {
    return this.labels.nameOf(opcode.slice("name_".length), this.t("a label that is gone"));
  }

  choiceName(_args, _util, { opcode }) {
    const [, place, at] = opcode.split("_");
    return this.state.fields[place]?.choices[at] ?? "";
  }

  costumeImage(_args, { target }) {
    return this.pictures.token(target.getCostumes()[target.currentCostume]);
  }

  backdropImage() {
    const stage = this.vm.runtime.getTargetForStage();
    return this.pictures.token(stage?.getCostumes()[stage.currentCostume]);
  }

  version() {
    return this.state.version;
  }

  countOf({ LABEL }) {
    return this.state.counts[this.labels.find(LABEL)?.id] ?? 0;
  }

  isState({ STATE }) {
    return this.state.is(STATE);
  }

  // --- what changes something

  say(target, refusal) {
    tell(this.vm, target, wordsFor(this.t, refusal));
  }

  async add(args, util) {
    const { target, thread } = util;
    const block = thread.peekStack();
    const label = this.labels.find(args.LABEL);
    const refused = this.barred() ?? (label ? null : { code: "unknown_label" });
    if (refused) return this.say(target, refused);
    const { refusal, key, data } = await this.question(args, util);
    if (refusal) return this.say(target, refusal);
    if (this.adding.again(thread, block, `${label.id} ${key}`)) return undefined;
    if (!(await this.adding.turn(() => !this.vm.runtime.threads.includes(thread)))) {
      return this.adding.forget(thread, block);
    }
    try {
      await this.adding.send((example) => this.client.add(example), { label: label.id, data });
    } catch (problem) {
      this.adding.forget(thread, block);
      if (LASTING.has(problem.code)) this.state.refused = problem;
      this.say(target, problem);
    }
    return undefined;
  }

  barred() {
    return this.state.watching ? { code: "watching" } : this.state.refused;
  }

  async train(_args, { target }) {
    const { state } = this;
    if (state.watching) return this.say(target, { code: "watching" });
    if (!state.mayTrain) return this.say(target, { code: "forbidden" });
    try {
      const { job } = await this.client.train();
      state.tookMine(job);
    } catch (problem) {
      this.say(target, problem);
    }
    return undefined;
  }

  async startListening(_args, { target }) {
    const code = await this.listening.start();
    if (code) this.say(target, { code });
  }

  stopListening() {
    return this.listening.stop();
  }
}

function follow(vm, blocks, refresh) {
  const { state, id } = blocks;
  state.on((what) => {
    if (what === "palette") refresh();
    if (what === "model" && state.version > 0) vm.runtime.startHats(`${id}_whenReady`);
    if (what === "status" && state.connected) blocks.answers.questions.back();
  });
  vm.runtime.on?.("PROJECT_STOP_ALL", () => blocks.listening.stop());
}

function create({ vm, about, client, t }) {
  const state = new State(about);
  const blocks = new Blocks({ vm, state, client, t });
  const refresh = () => vm.extensionManager.refreshBlocks();
  follow(vm, blocks, refresh);
  const channel = client.listen(state.id, state.handlers);
  return {
    id: blocks.id,
    extension: blocks,
    state,
    refresh,
    /** Get ready for a program (its project.json): labels it speaks of may be gone by now. */
    async prepare(project) {
      const spoken = spokenOf(blocks.id, project);
      const fresh = blocks.labels.spokenOf([...spoken.labels]);
      const known = state.fields.flatMap((field, place) =>
        field.choices.map((_, at) => `choice_${place}_${at}`),
      );
      blocks.strays = new Set([...spoken.choices].filter((opcode) => !known.includes(opcode)));
      if (fresh || blocks.strays.size > 0) await refresh();
    },
    close() {
      channel.close();
      return blocks.listening.stop();
    },
  };
}

/**
 * Return the extension of a vm for the project of `about`: `{id, extension, state, refresh(),
 * prepare(project), close()}`. The same vm gets the same one.
 */
export function createExtension({ vm, about, client, t }) {
  if (!made.has(vm)) made.set(vm, create({ vm, about, client, t }));
  return made.get(vm);
}

/** Put the extension's blocks into the palette; a second time does nothing. */
export function register(vm, { id, extension }) {
  const manager = vm.extensionManager;
  if (manager.isExtensionLoaded(id)) return;
  // Both: without the second, programs that are loaded do not find the blocks.
  manager._loadedExtensions.set(id, manager._registerInternalExtension(extension));
}
