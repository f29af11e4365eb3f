// Training from the page: start, follow, stop.

import { active, ending } from "../lib/progress.js";
import { ask, attempt } from "./ask.js";
import { bad } from "./notice.js";

const LOOK_AGAIN = 2000; // ms between looks at a job, for when the live channel is away

/** The training of one project, as the page's state knows it. */
export class Training {
  constructor(state, { path, remote, onDone }) {
    Object.assign(this, { state, path, remote, onDone });
  }

  /** Start a training; the projector follows if the teacher lets it. */
  async start(button) {
    const before = this.state.state.job;
    this.state.set({ job: { state: "queued" } });
    const undo = () => this.state.set({ job: before });
    const reply = await attempt(() => ask("POST", `${this.path}/train`), { button, undo });
    if (!reply?.job) return;
    this.mine = reply.job;
    this.remote.lead("training");
    if (!this.state.state.job?.job) this.take({ job: reply.job, state: "queued" });
    this.watch(reply.job);
  }

  /** Stop the training that runs. */
  async stop(button) {
    const { job } = this.state.state;
    if (!job?.job) return;
    const stopped = await attempt(() => ask("DELETE", `${this.path}/jobs/${job.job}`), { button });
    if (stopped?.state) this.take({ ...job, ...stopped });
  }

  /** Take in what the live channel or the job itself says. */
  take(job) {
    const before = this.state.state.job;
    if (job.job && before?.job === job.job && !active(before)) return;
    this.state.set({ job });
    if (active(job)) return;
    const message = ending(job);
    if (message && active(before)) bad({ message });
    if (job.state === "done") {
      if (this.mine === job.job) this.remote.lead("result");
      this.onDone();
    }
  }

  // Events tell it all; this heals a channel that was away when the training ended.
  async watch(id) {
    const { job } = this.state.state;
    if (!active(job) || (job.job && job.job !== id)) return;
    const now = await ask("GET", `${this.path}/jobs/${id}`).catch(() => null);
    if (now) this.take({ job: id, ...now });
    setTimeout(() => this.watch(id), LOOK_AGAIN);
  }
}
