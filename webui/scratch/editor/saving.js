// Which program is open, and keeping it on the box: when asked, and each minute while it changes.

const EACH = 60_000; // ms between what the editor saves by itself

/** The open program; `on(listener)` hears of each change. */
export class Program {
  #listeners = new Set();
  #timer;

  constructor({ shelf, write, picture, fallback, mayExist = true }) {
    Object.assign(this, { shelf, write, picture, fallback, mayExist });
    this.begin({});
  }

  /** Hear when anything of this changes. */
  on(listener) {
    this.#listeners.add(listener);
  }

  #tell() {
    for (const listener of this.#listeners) listener(this);
  }

  /** Another program is open now; without an id one that is not on the box yet. */
  begin({ id = "", name = "", author = "", saved = 0 }) {
    clearTimeout(this.#timer);
    Object.assign(this, { id, name, author, saved, dirty: false, state: "idle", refusal: null });
    this.#tell();
  }

  /** Something in the program is another. */
  changed() {
    if (!this.mayExist) return;
    this.edits = (this.edits ?? 0) + 1;
    if (this.dirty) return;
    this.dirty = true;
    this.#timer = setTimeout(() => this.save("auto"), EACH);
    this.#tell();
  }

  /** Give the program another name, on the box too if it is there. */
  async rename(name) {
    this.name = name.trim();
    this.#tell();
    if (!this.id || !this.name) return;
    await this.#doing(() => this.shelf.rename(this.id, this.name));
  }

  /**
   * Save; resolves to whether it is on the box now. Saved twice at once is saved once, unless
   * something was changed meanwhile: that is saved when the first one is through, picture and all.
   */
  save(kind = "saved") {
    if (this.running) {
      return this.running.then((done) => (done && this.dirty ? this.save(kind) : done));
    }
    this.running = this.#save(kind).finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  async #save(kind) {
    clearTimeout(this.#timer);
    if (!this.mayExist) return false;
    const edits = this.edits;
    const done = await this.#doing(async () => {
      const name = this.name || this.fallback();
      const { id, updated } = await this.shelf.save(await this.write(), {
        id: this.id,
        name,
        kind,
      });
      Object.assign(this, { id, name, saved: updated * 1000 });
    });
    if (done && edits === this.edits) this.dirty = false;
    else this.#timer = setTimeout(() => this.save("auto"), EACH);
    this.#tell();
    if (done) await this.#pictured();
    return done;
  }

  async #doing(work) {
    Object.assign(this, { state: "saving", refusal: null });
    this.#tell();
    try {
      await work();
      this.state = "idle";
    } catch (refusal) {
      Object.assign(this, { state: "failed", refusal });
    }
    this.#tell();
    return this.state === "idle";
  }

  async #pictured() {
    try {
      const blob = await this.picture();
      if (blob) await this.shelf.picture(this.id, blob);
    } catch {
      // The program is safe; it only has no picture, or an older one.
    }
  }
}
