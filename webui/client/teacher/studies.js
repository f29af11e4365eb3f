// What the box finds out about the class's examples: the crowd curve, the noise lab, whose data.
// Each is a job of the box that takes a while; what it has found so far comes with each step.

import { active, ending, trains } from "../lib/progress.js";
import { ask, attempt } from "./ask.js";
import { bad } from "./notice.js";

const LOOK_AGAIN = 2000; // ms between looks at a job, for when the live channel is away

/** The studies of one project, kept in the page's state as `studies[kind] = {result, model, job}`. */
export class Studies {
  constructor(state, { path }) {
    Object.assign(this, { state, path });
  }

  /** What is known of one kind: `{result, model, job}`, each null until there is one. */
  of(kind) {
    return this.state.state.studies[kind] ?? { result: null, model: 0, job: null };
  }

  put(kind, changes) {
    const studies = { ...this.state.state.studies, [kind]: { ...this.of(kind), ...changes } };
    this.state.set({ studies, study: kind });
  }

  /** Load what was found before. */
  async load() {
    const reply = await ask("GET", `${this.path}/studies`).catch(() => null);
    for (const { kind, result, model } of reply?.studies ?? []) {
      if (!active(this.of(kind).job)) this.put(kind, { result, model });
    }
  }

  /** Start one; `button` is busy until the box has taken it. */
  async start(kind, button, options = {}) {
    const before = this.of(kind);
    this.put(kind, { job: { state: "queued", task: kind, done: 0, of: 0 } });
    const undo = () => this.put(kind, before);
    const work = () => ask("POST", `${this.path}/studies`, { kind, options });
    const reply = await attempt(work, { button, undo });
    if (!reply?.job) return false;
    if (!this.of(kind).job?.job) this.put(kind, { job: { ...this.of(kind).job, job: reply.job } });
    this.watch(kind, reply.job);
    return true;
  }

  /** Stop the one that runs; what it has found so far stays on the page. */
  async stop(kind, button) {
    const { job } = this.of(kind);
    if (!job?.job) return;
    const work = () => ask("DELETE", `${this.path}/jobs/${job.job}`);
    const stopped = await attempt(work, { button });
    if (stopped?.state) this.job({ ...job, ...stopped });
  }

  /** Take in the live event `study`. */
  take({ kind, state, result }) {
    const { job } = this.of(kind);
    this.put(kind, state === "done" ? { result, job: null } : { result, job: job ?? { state } });
  }

  /** Take in the state of a job, from the live channel or asked for; false where it is a training. */
  job(job) {
    if (trains(job)) return false;
    const kind = job.task;
    const before = this.of(kind).job;
    if (before?.job && before.job !== job.job && active(before)) return true;
    if (active(job)) this.put(kind, { job });
    else {
      if (ending(job) && active(before)) bad({ message: ending(job) });
      this.put(kind, { job: null });
      if (job.state === "done") this.load();
    }
    return true;
  }

  // Events tell it all; this heals a channel that was away when the study ended.
  async watch(kind, id) {
    const { job } = this.of(kind);
    if (!active(job) || (job.job && job.job !== id)) return;
    const now = await ask("GET", `${this.path}/jobs/${id}`).catch(() => null);
    if (now) this.job({ task: kind, ...now, job: id });
    setTimeout(() => this.watch(kind, id), LOOK_AGAIN);
  }
}
