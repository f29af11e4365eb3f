// What the projector knows of the box: live events, and a few things it asks for.

import { api } from "../lib/api.js";
import { live } from "../lib/live.js";
import { blank } from "./stage.js";

const DOOR = 10_000; // ms between two looks at the address and the class code
const CALM = 2_500; // ms between two changes of the revealed texts
const PATIENCE = 3_000; // ms without the box before the screen says so
const RETRY = 5_000; // ms until what could not be asked is asked again

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
        project: (project) => this.mine(project.id) && this.set({ project }),
        phase: ({ phase }) => this.state.project && this.inProject({ phase }),
        counts: (counts) => this.count(counts),
        training: (training) => this.set({ training }),
        model: () => this.models(),
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
    const forgotten = { project: null, counts: null, training: null, models: null, newest: [] };
    const hidden = show.revealed ? {} : { newest: [] };
    this.set({ show, ...hidden, ...(other ? forgotten : {}) });
    if (other && show.project) this.live.watch(show.project);
    if (show.screen === "join") this.door();
    if (show.screen === "result") this.models();
    if (show.revealed) this.newest();
  }

  count(counts) {
    // A snapshot that was overtaken on the way says nothing new.
    if (this.state.counts && counts.seq < this.state.counts.seq) return;
    this.set({ counts });
    if (this.state.show.revealed) this.newest();
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
      return this.mine(project) ? { models } : {};
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
