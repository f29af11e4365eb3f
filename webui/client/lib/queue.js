// The examples that are not yet safe on the box. Each is kept in this browser under a key of its
// own, so that two tabs never overwrite each other, until the box has said it is on disk. The id
// is made here: sending twice, from two tabs or after a lost answer, stores once.
//
// The queue belongs to one student and one project. Who signs in later on this device has another
// one, and the box refuses what a page of one student sends with the cookie of another.
//
// A picture or a sound (a `data:` URL) lies in a parcel beside its item: the item is kept only
// once the parcel is, so that none is ever found without the other.

import { forget, hold, keep, keysOf, lasts, recall } from "./keep.js";
import { atHand, fetchBack, putAway, throwAway } from "./parcels.js";
import { t } from "./text.js";
import { uuid7 } from "./uuid7.js";

const LONGEST = 30000; // ms between two tries
const NOT_NOW = new Set(["login_needed", "other_student"]);

const heavy = (data) => typeof data === "string" && data.startsWith("data:");
const same = (one, two) => JSON.stringify(one) === JSON.stringify(two);

/**
 * An item is `{id, label, data, preview, state, message?, tried?, edited?, parcel?, lasting}`;
 * `state` is
 *   "waiting" until the box has it, "refused" when the box will not take it (`message` says why),
 *   "gone" when it was taken back after it may have reached the box.
 * With `parcel` its data lies in a parcel: `file(id)` gives it. `lasting` is false where it would
 * be lost with the page.
 */
export class Queue {
  #busy = null;
  #failures = 0;
  #timer;
  #packing = new Set(); // ids of items whose parcel is being kept

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
    const items = keysOf(this.prefix).map((key) => {
      const item = JSON.parse(recall(key) ?? "null");
      return item && { ...item, lasting: lasts(key) || this.#packing.has(item.id) };
    });
    return items.filter(Boolean).sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** What a person should see of it, oldest first. */
  items() {
    return this.all().filter((item) => item.state !== "gone");
  }

  /** Put an example in and start sending; returns the item. `preview` is a sound's levels. */
  add({ label, data, preview = "", id = uuid7() }) {
    const parcel = heavy(data);
    const item = { id, label, data: parcel ? "" : data, preview, parcel, state: "waiting" };
    if (parcel) this.#pack(id, data);
    const kept = this.#put(item);
    this.flush();
    return kept;
  }

  /** The picture or sound of an item: a `data:` URL at once if this page has it, else a promise. */
  file(id) {
    const key = this.prefix + id;
    return atHand(key) ?? fetchBack(key);
  }

  /** Change what waits or was refused, and send it (again). */
  change(id, { label, data }) {
    const item = this.#get(id);
    if (!item) return;
    const now = { ...item, label, data: item.parcel ? "" : data };
    this.#put({ ...now, state: "waiting", message: "", edited: item.tried });
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
    const { id, label, parcel } = item;
    const data = parcel ? await fetchBack(this.prefix + id) : item.data;
    if (data === null) return this.#missing(item);
    const change = parcel ? { label } : { label, data };
    let example = await this.request("POST", this.path, { id, label, data });
    if (item.edited) example = await this.request("PATCH", `${this.path}/${id}`, change);
    return this.#settle(item, example);
  }

  // Another tab may have sent it meanwhile; else the browser threw its parcel away.
  #missing(item) {
    const message = t("This browser did not keep it. Please make it once more.");
    const now = this.#get(item.id);
    if (now) this.#put({ ...now, state: "refused", message, code: "not_kept" });
  }

  // Somebody may have changed or taken back the example while it was on its way.
  #settle(sent, example) {
    const now = this.#get(sent.id);
    const changed = now && !(same(now.data, sent.data) && now.label === sent.label);
    if (now && (now.state === "gone" || changed)) {
      this.#put({ ...now, edited: now.state !== "gone" });
      return;
    }
    this.#forget(sent.id);
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

  #put({ lasting: _, ...item }, { quiet = false } = {}) {
    const key = this.prefix + item.id;
    const text = JSON.stringify(item);
    // While its parcel is not kept, neither is the item.
    if (this.#packing.has(item.id) || (item.parcel && !this.#packed(key))) hold(key, text);
    else keep(key, text);
    if (!quiet) this.changed();
    return { ...item, lasting: lasts(key) || this.#packing.has(item.id) };
  }

  #packed(key) {
    return recall(key) !== null && lasts(key);
  }

  async #pack(id, data) {
    this.#packing.add(id);
    const lasting = await putAway(this.prefix + id, data);
    this.#packing.delete(id);
    const now = this.#get(id);
    if (!now) return throwAway(this.prefix + id);
    if (lasting) keep(this.prefix + id, JSON.stringify(now));
    return this.changed();
  }

  #forget(id) {
    forget(this.prefix + id);
    if (!this.#packing.has(id)) throwAway(this.prefix + id);
  }

  #drop(id) {
    this.#forget(id);
    this.changed();
  }
}
