// The examples that are not yet safe on the box. Each is kept in this browser under a key of its
// own, so that two tabs never overwrite each other, until the box has said it is on disk. The id
// is made here: sending twice, from two tabs or after a lost answer, stores once.
//
// The queue belongs to one student and one project. Who signs in later on this device has another
// one, and the box refuses what a page of one student sends with the cookie of another.

import { forget, keep, keysOf, recall } from "./keep.js";
import { uuid7 } from "./uuid7.js";

const LONGEST = 30000; // ms between two tries
const NOT_NOW = new Set(["login_needed", "other_student"]);

/**
 * An item is `{id, label, data, state, message?, tried?, edited?, lasting}`; `state` is
 *   "waiting" until the box has it, "refused" when the box will not take it (`message` says why),
 *   "gone" when it was taken back after it may have reached the box.
 */
export class Queue {
  #busy = null;
  #failures = 0;
  #timer;

  /**
   * `request(method, path, body)` is api() or like it; `changed()` is called when items change,
   * `saved(example)` with the box's own record of an example that is now safe.
   */
  constructor({ student, project, request, changed = () => {}, saved = () => {}, wait = 1000 }) {
    this.prefix = `crowdbox.queue.${student}.${project}.`;
    this.path = `/projects/${project}/examples`;
    this.request = request;
    this.changed = changed;
    this.saved = saved;
    this.wait = wait;
    this.held = null; // the Problem that makes sending pointless until somebody signs in again
  }

  /** What is in the queue, oldest first; taken-back ones too. */
  all() {
    const items = keysOf(this.prefix).map((key) => JSON.parse(recall(key) ?? "null"));
    return items.filter(Boolean).sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** What a person should see of it, oldest first. */
  items() {
    return this.all().filter((item) => item.state !== "gone");
  }

  /** Put an example in and start sending; returns the item. */
  add({ label, data, id = uuid7() }) {
    const item = this.#put({ id, label, data, state: "waiting" });
    this.flush();
    return item;
  }

  /** Change what waits or was refused, and send it (again). */
  change(id, { label, data }) {
    const item = this.#get(id);
    if (!item) return;
    this.#put({ ...item, label, data, state: "waiting", message: "", edited: item.tried });
    this.flush();
  }

  /** Send a refused one again as it is. */
  retry(id) {
    const item = this.#get(id);
    if (item) this.change(id, item);
  }

  /** Take one back. If it may have reached the box, the box is told so as well. */
  remove(id) {
    const item = this.#get(id);
    if (!item) return;
    if (item.tried && item.state !== "refused") this.#put({ ...item, state: "gone" });
    else this.#drop(id);
    this.flush();
  }

  /** Send what waits now; resolves when nothing more can be done for the moment. */
  flush() {
    clearTimeout(this.#timer);
    this.#busy ??= this.#run().finally(() => {
      this.#busy = null;
    });
    return this.#busy;
  }

  /** Try no more by itself; what waits stays. */
  close() {
    clearTimeout(this.#timer);
  }

  async #run() {
    for (let item = this.#next(); item && !this.held; item = this.#next()) {
      try {
        await this.#send(item);
        this.#failures = 0;
      } catch (problem) {
        if (!this.#refused(item, problem)) return;
      }
    }
  }

  #next() {
    return this.all().find((item) => item.state !== "refused");
  }

  async #send(item) {
    if (item.state === "gone") {
      await this.#withdraw(item);
      this.#drop(item.id);
      return;
    }
    this.#put({ ...item, tried: true }, { quiet: true });
    const { id, label, data } = item;
    let example = await this.request("POST", this.path, { id, label, data });
    if (item.edited) example = await this.request("PATCH", `${this.path}/${id}`, { label, data });
    this.#settle(item, example);
  }

  // Somebody may have changed or taken back the example while it was on its way.
  #settle(sent, example) {
    const now = this.#get(sent.id);
    if (now && (now.state === "gone" || now.data !== sent.data || now.label !== sent.label)) {
      this.#put({ ...now, edited: now.state !== "gone" });
      return;
    }
    forget(this.prefix + sent.id);
    this.saved(example);
    this.changed();
  }

  async #withdraw(item) {
    try {
      await this.request("DELETE", `${this.path}/${item.id}`);
    } catch (problem) {
      if (problem.status !== 404) throw problem;
    }
  }

  // Returns whether the next one may be tried at once.
  #refused(item, problem) {
    if (NOT_NOW.has(problem.code)) {
      this.held = problem;
      this.changed();
      return false;
    }
    if (problem.passing || problem.status === undefined) {
      this.#later();
      this.changed();
      return false;
    }
    const now = this.#get(item.id);
    if (now) this.#put({ ...now, state: "refused", message: problem.message, code: problem.code });
    return true;
  }

  #later() {
    const pause = Math.min(LONGEST, this.wait * 2 ** this.#failures);
    this.#failures += 1;
    // A whole class comes back at the same moment: the tries are spread.
    this.#timer = setTimeout(() => this.flush(), pause * (0.5 + Math.random() / 2));
  }

  #get(id) {
    return JSON.parse(recall(this.prefix + id) ?? "null");
  }

  #put(item, { quiet = false } = {}) {
    const lasting = keep(this.prefix + item.id, JSON.stringify(item));
    if (!quiet) this.changed();
    return { ...item, lasting };
  }

  #drop(id) {
    forget(this.prefix + id);
    this.changed();
  }
}
