// What each block does when a program comes to it.

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

const LASTING = new Set(["wrong_phase", "closed", "forbidden", "login_needed"]);

const isPromise = (value) => typeof value?.then === "function";
const after = (value, next) => (isPromise(value) ? value.then(next) : next(value));

/** What the editor calls: `getInfo`, one function for each opcode, one for each menu. */
export class Blocks {
  constructor({ vm, state, client, t }) {
    Object.assign(this, { vm, state, client, t });
    this.id = extensionId(state.id);
    this.labels = new Labels(state, t);
    this.strays = new Set();
    /** Whether nothing is in the palette for a moment (palette.js). */
    this.away = false;
    this.pictures = new Pictures(vm);
    this.sounds = new Sounds();
    this.adding = new Adding();
    this.told = new WeakSet();
    this.answers = new Answers({ state, predict: (items, why) => client.predict(items, why) });
    this.listening = new Listening({
      hear: (data) => this.heard(data),
      began: (LABEL) => vm.runtime.startHats(`${this.id}_whenHear`, { LABEL }),
      shown: (listening) => vm.runtime.emitMicListening(listening), // the editor's own sign
    });
    for (let place = 0; place < MOST_FIELDS; place += 1) {
      this[`choices${place}`] = () => this.choiceItems(place);
    }
  }

  getInfo() {
    const { id, state, labels, away, t } = this;
    const strays = [...this.strays].filter((opcode) => this.choice(opcode) === undefined);
    return infoOf({ id, state, labels, t, strays, away, sound: this.soundItems()[0] });
  }

  /** A program speaks of these (strays.js); returns whether some of them have to be drawn yet. */
  spokenOf({ labels, choices }) {
    const lost = [...choices].filter((opcode) => this.choice(opcode) === undefined);
    const fresh = lost.filter((opcode) => !this.strays.has(opcode));
    for (const opcode of fresh) this.strays.add(opcode);
    return this.labels.spokenOf([...labels]) || fresh.length > 0;
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

  choice(opcode) {
    const [, place, at] = opcode.split("_");
    return this.state.fields[place]?.choices?.[at];
  }

  choiceName(_args, _util, { opcode }) {
    return this.choice(opcode) ?? "";
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
    const label = this.labels.find(args.LABEL);
    const refused = this.barred() ?? (label ? null : { code: "unknown_label" });
    if (refused) return this.say(target, refused);
    const { refusal, key, data } = await this.question(args, util);
    if (refusal) return this.say(target, refusal);
    const example = { label: label.id, data };
    const send = () => this.adding.send((each) => this.client.add(each), example);
    return this.once(util, thread.peekStack(), `${label.id} ${key}`, send);
  }

  async train(_args, util) {
    const { state } = this;
    if (state.watching) return this.say(util.target, { code: "watching" });
    if (!state.mayTrain) return this.say(util.target, { code: "forbidden" });
    if (state.training) return undefined;
    const examples = JSON.stringify(state.counts);
    const start = async () => state.tookMine((await this.client.train()).job);
    return this.once(util, util.thread.peekStack(), examples, start);
  }

  barred() {
    return this.state.watching ? { code: "watching" } : this.state.refused;
  }

  // Do `what` with `act`, but not again and again from one run of a loop; say it where it fails.
  async once({ target, thread }, block, what, act) {
    const { adding, state } = this;
    if (adding.again(thread, block, what)) return;
    const ended = () => !this.vm.runtime.threads.includes(thread);
    if (!(await adding.turn(ended))) return;
    try {
      await act();
    } catch (problem) {
      adding.forget(thread, block);
      if (LASTING.has(problem.code)) state.refused = problem;
      this.say(target, problem);
    }
  }

  async startListening(_args, { target, thread }) {
    const code = await this.listening.start();
    if (!code || this.told.has(thread)) return;
    this.told.add(thread); // a loop that listens says it once
    this.say(target, { code });
  }

  stopListening() {
    return this.listening.stop();
  }
}
