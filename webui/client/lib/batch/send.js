// Many examples on their way to the box, some hundred at a time. Each has an id of its own, so
// that what is sent again after a lost answer is stored once.

import { uuid7 } from "../uuid7.js";

const MOST = 100; // rows of one request: the bar moves, and the box answers others in between
const HEAVIEST = 300_000; // characters of one request, below what the box takes in one body
const LONGEST = 8000; // ms between two tries
const FULL = 507; // the box's memory card is: trying again will not help

const rest = (ms) => new Promise((done) => setTimeout(done, ms));

/** Sends rows; `state` tells how far it is. */
export class Batch {
  #stopped = false;

  /**
   * `request(method, path, body)` is api() or like it; `encode(blob)` resolves to the `data:` URL
   * of a blob; `changed(batch)` is called with each step. Rows are `{label, data | blob}`.
   */
  constructor({ project, rows, request, encode, changed = () => {}, wait = 1000 }) {
    this.id = uuid7();
    this.path = `/projects/${project.id}/batches`;
    this.rows = rows.map((row) => ({ ...row, id: uuid7(), state: "waiting", message: "" }));
    this.request = request;
    this.encode = encode;
    this.changed = changed;
    this.wait = wait;
    this.away = null; // the Problem that it waits for to pass, if it waits
    this.problem = null; // the Problem that ended it early
  }

  /** How many rows are in the given state: "waiting", "added", "known" or "refused". */
  count(state) {
    return this.rows.filter((row) => row.state === state).length;
  }

  /** Send what waits; resolves when all is answered, or it was stopped, or it cannot go on. */
  async run() {
    let most = MOST;
    while (!this.#stopped && !this.problem) {
      const waiting = this.rows.filter((row) => row.state === "waiting");
      if (waiting.length === 0) break;
      const [chosen, examples] = await this.#next(waiting, most);
      const problem = await this.#send(chosen, examples);
      if (problem?.code === "too_large" && chosen.length > 1) most = Math.ceil(chosen.length / 2);
      else if (problem?.code === "too_large") this.#refuse(chosen[0], problem.message);
      else this.problem = problem ?? null;
      this.changed(this);
    }
    return this;
  }

  /** Send no more; what is on its way may still arrive. */
  stop() {
    this.#stopped = true;
  }

  /** Whether it was stopped before all was sent. */
  get stopped() {
    return this.#stopped;
  }

  /** Take back all that this batch added; resolves to how many these were. */
  async undo() {
    const { removed } = await this.request("DELETE", `${this.path}/${this.id}`);
    for (const row of this.rows) if (row.state === "added") row.state = "removed";
    this.changed(this);
    return removed;
  }

  async #next(waiting, most) {
    const chosen = [];
    const examples = [];
    let size = 0;
    for (const row of waiting.slice(0, most)) {
      const data = row.blob ? await this.encode(row.blob) : row.data;
      size += JSON.stringify(data).length;
      if (chosen.length && size > HEAVIEST) break;
      chosen.push(row);
      examples.push({ id: row.id, label: row.label, data });
    }
    return [chosen, examples];
  }

  // Returns the Problem that no second try would help.
  async #send(chosen, examples) {
    for (let pause = this.wait; !this.#stopped; pause = Math.min(LONGEST, pause * 2)) {
      try {
        const { rows } = await this.request("POST", this.path, { batch: this.id, examples });
        this.away = null;
        this.#take(chosen, rows);
        return null;
      } catch (problem) {
        if (!problem.passing || problem.status === FULL) return problem;
        this.away = problem;
        this.changed(this);
        await rest(pause);
      }
    }
    return null;
  }

  #take(chosen, outcomes) {
    const byId = new Map(outcomes.map((outcome) => [outcome.id, outcome]));
    for (const row of chosen) {
      const { state = "refused", message = "" } = byId.get(row.id) ?? {};
      Object.assign(row, { state, message, blob: null });
    }
  }

  #refuse(row, message) {
    Object.assign(row, { state: "refused", message });
  }
}
