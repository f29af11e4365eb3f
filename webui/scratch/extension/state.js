// The project as this editor knows it: from `about`, then from the live channel.

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
const RUNNING = new Set(["queued", "running"]);

/**
 * What is known of the project. `on(listener)` hears "palette" (name, labels or fields are others),
 * "model" (another version is in use), "phase", "counts", "training" and "status".
 */
export class State {
  #listeners = new Set();
  #seq = -1;
  #mine = "";
  #missed = "";

  constructor({ project, counts = {}, may = {}, tool = "scratch" }) {
    this.id = project.id;
    this.type = project.type;
    this.name = project.name;
    this.labels = project.labels;
    this.fields = project.fields ?? [];
    this.phase = project.phase;
    this.closed = project.closed;
    this.version = project.model;
    this.counts = counts;
    this.mayTrain = Boolean(may.train);
    this.watching = tool === "scratch_watch";
    this.connected = false;
    this.training = false;
    this.broken = false;
    /** What adding was refused with, as long as asking again would be refused as well. */
    this.refused = null;
  }

  /** Hear of changes; returns what stops that. */
  on(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(what) {
    for (const listener of this.#listeners) listener(what);
  }

  /** The handlers of lib/live.js that keep this up to date. */
  get handlers() {
    return {
      status: (status) => this.tookStatus(status),
      project: (project) => this.tookProject(project),
      phase: ({ phase }) => this.tookPhase(phase, this.closed),
      model: ({ version }) => this.tookModel(version),
      counts: (counts) => this.tookCounts(counts),
      training: (job) => this.tookJob(job),
    };
  }

  /** The live channel is "connected" or "waiting". */
  tookStatus(status) {
    const before = this.connected;
    this.connected = status === "connected";
    if (this.connected && !before) this.#afterBreak();
    this.#tell("status");
  }

  // What ended meanwhile is not told any more; a training that still runs is, right after this.
  #afterBreak() {
    this.training = false;
    this.#missed = this.#mine;
    this.#mine = "";
  }

  /** The project's record is another one. */
  tookProject({ name, labels, fields = [], phase, closed, model }) {
    const before = { name: this.name, labels: this.labels, fields: this.fields };
    Object.assign(this, { name, labels, fields });
    this.tookPhase(phase, closed);
    this.tookModel(model);
    if (!same(before, { name, labels, fields })) this.#tell("palette");
  }

  /** The class does something else. */
  tookPhase(phase, closed) {
    if (phase === this.phase && closed === this.closed) return;
    Object.assign(this, { phase, closed, refused: null });
    this.#tell("phase");
  }

  /** Another version is in use; 0 is none. */
  tookModel(version) {
    if (version === this.version) return;
    this.version = version;
    this.broken = false;
    this.#tell("model");
  }

  /** This version of the model cannot be used. */
  tookBroken(version) {
    if (version === this.version) this.broken = true;
  }

  /** There are more or fewer examples. */
  tookCounts({ seq, labels }) {
    if (seq < this.#seq) return;
    this.#seq = seq;
    this.counts = labels;
    this.#tell("counts");
  }

  /** A job waits, runs or ended; only trainings count. */
  tookJob({ job, task = "fit", state }) {
    if (task !== "fit") return;
    this.training = RUNNING.has(state);
    if (this.training && job === this.#missed) this.#mine = job;
    if (!this.training && job === this.#mine) this.#mine = "";
    this.broken = state === "failed" && this.version === 0;
    this.#tell("training");
  }

  /** A block of this editor started the training `job`. */
  tookMine(job) {
    this.#mine = job;
    this.training = true;
    this.broken = false;
  }

  /**
   * Whether the model is "ready", "training", "none" or "broken". It is ready while somebody else
   * trains the next version; whoever pressed train in a program waits for theirs.
   */
  is(word) {
    if (word === "training") return this.training;
    if (word === "broken") return this.broken;
    if (word === "none") return this.version === 0;
    return word === "ready" && this.version > 0 && !this.broken && !this.#mine;
  }
}
