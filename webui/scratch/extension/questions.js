// Questions to the model on their way to the box: gathered, never more than two calls a second.

const GATHER = 60; // ms in which questions are gathered into one call
const MOST = 16; // questions in a call
const HEAVIEST = 2_000_000; // characters in a call: a few sounds, many pictures
const APART = 500; // ms between calls; with what is added (adding.js) three a second
const EASE = 3; // how many times as long as a call took, from its start to the next one's
const REST = 2000; // ms after a slow call, at most: a Wi-Fi that came back is asked soon
const PATIENCE = 10_000; // ms that a question waits for a busy box
const FIRST = 500; // ms until a box that failed is asked again, doubled each time
const LAST = 8000;

const later = (ms) => ms * (0.75 + Math.random() / 2); // thirty browsers do not come back at once

const weight = ({ item }) => (typeof item === "string" ? item.length : 100);

/**
 * Asks `send(items, why)` and gives each question `{model, answer}` or `{refusal}`. One call is on
 * its way at a time, so that a slow box gets larger calls, not more of them.
 */
export class Questions {
  #waiting = new Map();
  #asked = new Map();
  #timer;
  #next = 0;
  #away = 0;
  #rest = FIRST;

  constructor(send, now = () => performance.now()) {
    this.send = send;
    this.now = now;
  }

  /** Whether the box failed a moment ago, and is left in peace. */
  get away() {
    return this.now() < this.#away;
  }

  /** The box is there again: what waits for it need not wait longer. */
  back() {
    this.#away = 0;
    this.#rest = FIRST;
    this.#next = Math.min(this.#next, this.now() + APART);
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#soon();
  }

  /**
   * Ask about `item`; the same `key` is not asked twice at once. `who` asks one question at a time:
   * its next one takes the place of one that was not sent yet (its script was started anew).
   */
  ask({ key, item, why = false, who = "" }) {
    const known = this.#waiting.get(key) ?? this.#asked.get(key);
    if (known) {
      if (known.who !== who) known.who = "";
      return known.promise;
    }
    this.#forget(who);
    const question = { key, item, why, who, since: this.now() };
    question.promise = new Promise((resolve) => {
      question.resolve = resolve;
    });
    this.#waiting.set(key, question);
    this.#soon();
    return question.promise;
  }

  #forget(who) {
    for (const [key, question] of who ? this.#waiting : []) {
      if (question.who !== who) continue;
      this.#waiting.delete(key);
      question.resolve({ refusal: { code: "busy" } });
    }
  }

  #soon() {
    if (this.#timer || this.#asked.size > 0 || this.#waiting.size === 0) return;
    const wait = Math.max(GATHER, this.#next - this.now());
    this.#timer = setTimeout(() => this.#go(), wait);
  }

  #take() {
    const [first] = this.#waiting.values();
    let room = HEAVIEST;
    for (const question of this.#waiting.values()) {
      room -= weight(question);
      const fits = this.#asked.size === 0 || (room >= 0 && this.#asked.size < MOST);
      if (!fits || question.why !== first.why) continue;
      this.#waiting.delete(question.key);
      this.#asked.set(question.key, question);
    }
    return [...this.#asked.values()];
  }

  async #go() {
    this.#timer = undefined;
    const batch = this.#take();
    if (batch.length === 0) return;
    const began = this.now();
    this.#next = began + APART;
    const items = batch.map(({ item }) => item);
    try {
      const { model, answers } = await this.send(items, batch[0].why);
      this.back();
      const took = this.now() - began;
      this.#next = Math.max(this.#next, this.now() + Math.min((EASE - 1) * took, REST));
      for (const [place, { resolve }] of batch.entries()) resolve(answered(model, answers[place]));
    } catch (refusal) {
      this.#refused(batch, refusal);
    }
    this.#asked.clear();
    this.#soon();
  }

  #refused(batch, refusal) {
    const passing = refusal.busy || refusal.code === "offline";
    if (passing) this.#hold(refusal);
    for (const question of batch) {
      const patient = refusal.busy && this.now() - question.since < PATIENCE;
      if (patient) this.#waiting.set(question.key, question);
      else question.resolve({ refusal });
    }
  }

  #hold(refusal) {
    const rest = Math.max(refusal.after ?? 0, later(this.#rest));
    this.#next = this.now() + rest;
    if (!refusal.busy) this.#away = this.#next;
    this.#rest = Math.min(LAST, this.#rest * 2);
  }
}

function answered(model, answer) {
  if (!answer) return { refusal: { code: "server_error" } };
  if (!answer.error) return { model, answer };
  return { refusal: typeof answer.error === "string" ? { code: answer.error } : answer.error };
}
