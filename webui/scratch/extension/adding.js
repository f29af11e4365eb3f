// Examples on their way to the box: never twice the same from one run of a loop, one a second.

import { uuid7 } from "../../client/lib/uuid7.js";

const APART = 1000; // ms between what one editor adds or trains
const TRIES = 3; // before a box that is not there is given up
const rest = (ms) => new Promise((done) => setTimeout(done, ms));

/** Sends examples and trainings of one editor, one after the other. */
export class Adding {
  #last = new WeakMap();
  #next = 0;

  constructor(now = () => performance.now()) {
    this.now = now;
  }

  /**
   * Whether `what` is what this run of the script (its thread) handed to this block the last time:
   * a loop that says the same again adds nothing, a second press of the flag does.
   */
  again(thread, block, what) {
    const seen = this.#last.get(thread) ?? new Map();
    this.#last.set(thread, seen);
    const known = seen.get(block) === what;
    seen.set(block, what);
    return known;
  }

  /** The run may hand in the same once more: it did not arrive. */
  forget(thread, block) {
    this.#last.get(thread)?.delete(block);
  }

  /** Wait for one's turn; false where `ended()` says that nobody waits any more. */
  async turn(ended) {
    const now = this.now();
    const at = Math.max(now, this.#next);
    this.#next = at + APART;
    if (at > now) await rest(at - now);
    return !ended();
  }

  /** Send an example with `send`; again, under the same id, where the box is busy or not there. */
  async send(send, { label, data }) {
    const example = { id: uuid7(), label, data };
    for (let tried = 1; ; tried += 1) {
      try {
        return await send(example);
      } catch (refusal) {
        const passing = refusal.busy || refusal.code === "offline";
        if (!passing || tried === TRIES) throw refusal;
        await rest(Math.max(refusal.after ?? 0, APART * tried));
      }
    }
  }
}
