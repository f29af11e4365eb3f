// What the projector knows of the box: live events, and a few things it asks for.

import { api } from "../lib/api.js";
import { named } from "../lib/labels.js";
import { live } from "../lib/live.js";
import { trains } from "../lib/progress.js";
import { played } from "./played.js";
import { blank } from "./stage.js";

const DOOR = 10_000; // ms between two looks at the address and the class code
const CALM = 2_500; // ms between two changes of the revealed texts
const PATIENCE = 3_000; // ms without the box before the screen says so
const RETRY = 5_000; // ms until what could not be asked is asked again

const TRIED = "tried-"; // how the key of a tried picture or sound begins

/** Something the box no longer lets this screen see: it has to be paired again. */
const LOCKED_OUT = new Set([401, 403]);

async function ask(path) {
  const response = await fetch(path, {
    cache: "no-store",
    headers: { Accept: "application/json" },
  });
  if (LOCKED_OUT.has(response.status)) throw new LockedOut();
  if (!response.ok) throw new Error(String(response.status));
  return response.json();
}

class LockedOut extends Error {}

// The box keeps what was tried in memory: after it was off, there is nothing to show.
function gone(problem) {
  if (problem.message !== "404") throw problem;
  return null;
}

/** The projector's state, kept true; `changed(state)` is called after each change. */
export class Feed {
  constructor({ minimum, changed, lockedOut }) {
    this.state = { ...blank(), minimum };
    this.changed = changed;
    this.lockedOut = lockedOut;
    this.asking = new Map();
  }

  /** Begin to listen. */
  start() {
    this.live = live({
      on: {
        show: (show) => this.follow(show),
        people: (people) => this.set({ people }),
        class: () => this.door(),
        project: (project) => this.mine(project.id) && this.set({ project: named(project) }),
        phase: ({ phase }) => this.state.project && this.inProject({ phase }),
        counts: (counts) => this.count(counts),
        training: (job) => this.job(job),
        study: (study) => this.study(study),
        model: () => this.models(),
        programs: ({ project }) => this.mine(project) && this.program(),
        status: (status) => this.connection(status),
        problem: ({ code }) => code === "login_needed" && this.lockedOut(),
      },
    });
    this.door();
    setInterval(() => this.state.show.screen === "join" && this.door(), DOOR);
  }

  set(changes) {
    Object.assign(this.state, changes);
    this.changed(this.state);
  }

  mine(project) {
    return project === this.state.show.project;
  }

  inProject(changes) {
    this.set({ project: { ...this.state.project, ...changes } });
  }

  follow(show) {
    const other = show.project !== this.state.show.project;
    const nothing = { project: null, counts: null, training: null, models: null };
    const forgotten = { ...nothing, curve: null, studying: null, tried: null, newest: [] };
    const hidden = show.revealed ? {} : { newest: [] };
    this.set({ show, ...hidden, ...(other ? forgotten : {}) });
    if (other && show.project) this.live.watch(show.project);
    if (show.screen === "join") this.door();
    if (show.screen === "result") this.models();
    if (show.screen === "curve") this.studies();
    if (show.screen === "try" && show.text.startsWith(TRIED)) this.tried();
    if (show.screen === "program") this.program();
    if (show.revealed) this.newest();
  }

  count(counts) {
    // A snapshot that was overtaken on the way says nothing new.
    if (this.state.counts && counts.seq < this.state.counts.seq) return;
    this.set({ counts });
    if (this.state.show.revealed) this.newest();
  }

  // A study of the examples is a job too, but it makes no model: the curve's screen follows it.
  job(job) {
    if (trains(job)) return this.set({ training: job });
    return job.task === "curve" ? this.set({ studying: job }) : undefined;
  }

  study({ kind, result }) {
    if (kind === "curve") this.set({ curve: result });
  }

  connection(status) {
    clearTimeout(this.away);
    if (status === "connected") return this.set({ waiting: false });
    this.away = setTimeout(() => {
      this.set({ waiting: true });
      this.door();
    }, PATIENCE);
  }

  door() {
    return this.fetch("door", 0, async () => ({ door: await ask("/projector/door") }));
  }

  newest() {
    return this.fetch("newest", CALM, async () => {
      const { examples } = await ask("/projector/newest");
      return { newest: this.state.show.revealed ? examples : [] };
    });
  }

  models() {
    const { project } = this.state.show;
    if (!project) return undefined;
    return this.fetch("models", 0, async () => {
      const models = await api("GET", `/projects/${project}/models`);
      const known = { ...models, models: models.models.map(named) };
      return this.mine(project) ? { models: known } : {};
    });
  }

  studies() {
    const { project } = this.state.show;
    if (!project) return undefined;
    return this.fetch("studies", 0, async () => {
      const { studies } = await api("GET", `/projects/${project}/studies`);
      const found = studies.find(({ kind }) => kind === "curve");
      return this.mine(project) && found && !this.state.studying ? { curve: found.result } : {};
    });
  }

  // What the teacher tried that is no text: a picture, a sound or a row, with the model's answer.
  tried() {
    const { text } = this.state.show;
    return this.fetch("tried", 0, async () => {
      const tried = await ask("/projector/tried").catch(gone);
      return this.state.show.text === text ? { tried } : {};
    });
  }

  // A program that runs goes on running: of one that was saved again only the name is new.
  program() {
    const { project, program } = this.state.show;
    if (!program) return this.set({ program: null });
    return this.fetch("program", 0, async () => {
      const found = await played(project, program, this.state.program);
      return this.state.show.program === program ? { program: found } : {};
    });
  }

  // One question of a kind at a time, then a pause; asked again if it was wanted meanwhile.
  async fetch(kind, pause, question) {
    if (this.asking.has(kind)) {
      this.asking.set(kind, question);
      return;
    }
    this.asking.set(kind, null);
    let wait = pause;
    try {
      this.set(await question());
    } catch (problem) {
      if (problem instanceof LockedOut || LOCKED_OUT.has(problem.status)) return this.lockedOut();
      wait = RETRY;
      this.asking.set(kind, question);
    }
    setTimeout(() => {
      const again = this.asking.get(kind);
      this.asking.delete(kind);
      if (again) this.fetch(kind, pause, again);
    }, wait);
  }
}
