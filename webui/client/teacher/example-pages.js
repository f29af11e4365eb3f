// The examples that a page has loaded: newest first, filtered, a page at a time.

const PAGE = 25;

/** Examples by id, newest first, as the filter lets them through. */
export class ExamplePages {
  constructor(ask, path) {
    Object.assign(this, { ask, path, filter: {}, byId: new Map(), next: null });
  }

  /** The examples loaded so far, newest first. */
  get all() {
    return [...this.byId.values()].sort((a, b) => b.seq - a.seq);
  }

  /** Whether older ones are still on the box. */
  get more() {
    return this.next !== null;
  }

  address() {
    const query = new URLSearchParams({ limit: String(PAGE), order: "newest" });
    for (const [name, value] of Object.entries(this.filter)) if (value) query.set(name, value);
    if (this.next !== null) query.set("before", String(this.next));
    return `${this.path}/examples?${query}`;
  }

  /** Load the first page of a filter `{label, contributor}`; empty values let all through. */
  async start(filter) {
    const turn = (this.turn ?? 0) + 1;
    Object.assign(this, { filter, next: null, turn });
    const page = await this.ask("GET", this.address());
    if (turn !== this.turn) return; // the teacher has chosen another filter meanwhile
    this.byId = new Map();
    this.take(page);
  }

  /** Load the next older page. */
  async older() {
    const { turn } = this;
    const page = await this.ask("GET", this.address());
    if (turn === this.turn) this.take(page);
  }

  take({ examples, next }) {
    for (const example of examples) this.byId.set(example.id, example);
    this.next = next ?? null;
  }

  /** Whether an example belongs into the list as it is filtered now. */
  fits({ label, contributor }) {
    const { filter } = this;
    const right = !filter.label || filter.label === label;
    return right && (!filter.contributor || filter.contributor === contributor);
  }

  /** Take in one that is new or has changed; tells whether the list is different now. */
  put(example) {
    const before = this.byId.get(example.id);
    if (!this.fits(example)) return this.byId.delete(example.id);
    this.byId.set(example.id, example);
    return JSON.stringify(before) !== JSON.stringify(example);
  }

  /** Take one out. */
  drop(id) {
    return this.byId.delete(id);
  }
}
