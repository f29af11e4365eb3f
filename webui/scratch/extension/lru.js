// A map that keeps what was used last.

/** Keeps at most `most` entries; the one that was not used for longest goes first. */
export class Lru {
  #entries = new Map();

  constructor(most) {
    this.most = most;
  }

  /** Return the value of `key`, or undefined. */
  get(key) {
    const value = this.#entries.get(key);
    if (value !== undefined) this.set(key, value);
    return value;
  }

  /** Keep `value` under `key`. */
  set(key, value) {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    if (this.#entries.size > this.most) this.#entries.delete(this.#entries.keys().next().value);
  }
}
