// What the model says, remembered: a loop asks the box once for each input and version.

import { Lru } from "./lru.js";
import { Questions } from "./questions.js";
import { BROKEN } from "./refusals.js";

const MOST = 500;
const OLD = 10_000; // ms that an answer is believed while no news of another version would come
const WAIT = 10_000; // ms until a model that was broken is asked again

/** Answers of the model of one project; an answer is `{label, name, confidence, word}`. */
export class Answers {
  #known = new Lru(MOST);
  #broken = { until: 0 };

  constructor({ state, predict, now = () => performance.now() }) {
    this.state = state;
    this.now = now;
    this.questions = new Questions(predict, now);
  }

  /**
   * Return the answer about `{key, data}`, or a promise of it where the box has to be asked;
   * `{refusal}` where there is none. `key` "" is not remembered.
   */
  about({ key, data }, { why = false, who = "" } = {}) {
    const id = key && `${why ? "why" : "what"} ${key}`;
    const known = id ? this.#known.get(id) : undefined;
    if (this.state.version === 0) return { refusal: { code: "no_model" } };
    if (known && this.#fresh(known)) return known.answer;
    if (this.#isBroken()) return { refusal: this.#broken.refusal };
    if (this.questions.away) return known?.answer ?? { refusal: { code: "offline" } };
    const question = { key: id || {}, item: data, why, who };
    return this.questions.ask(question).then((reply) => this.#learn(id, reply));
  }

  #fresh({ model, at }) {
    return model === this.state.version && (this.state.connected || this.now() - at < OLD);
  }

  #isBroken() {
    const { version, until } = this.#broken;
    return version === this.state.version && this.now() < until;
  }

  #learn(id, { model, answer, refusal }) {
    if (answer) return this.#keep(id, model, answer);
    const { code } = refusal;
    if (code === "no_model") this.state.tookModel(0);
    if (BROKEN.has(code)) {
      this.#broken = { version: this.state.version, until: this.now() + WAIT, refusal };
      this.state.tookBroken(this.state.version);
    }
    const passing = code === "offline" || code === "busy" || refusal.status >= 500;
    return (passing && id && this.#known.get(id)?.answer) || { refusal: meant(refusal) };
  }

  #keep(id, model, answer) {
    // Without news from the live channel, the reply itself is the news.
    if (!this.state.connected) this.state.tookModel(model);
    if (id) this.#known.set(id, { model, answer, at: this.now() });
    return answer;
  }
}

// A box that stayed busy for so long is, for a child, one that cannot be reached.
function meant(refusal) {
  const lost = refusal.busy || refusal.code === "busy" || refusal.code === "server_error";
  return lost ? { code: "offline" } : refusal;
}
