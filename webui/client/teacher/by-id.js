// Examples that a study names by their ids, fetched as they are needed.

import { ask } from "./ask.js";

const AT_ONCE = 100; // ids in one question

/** Fetches examples by id, each once; `path` is the project's. */
export class ById {
  constructor(path) {
    this.path = path;
    this.known = new Map();
  }

  /** Return the examples with these ids that are still there, by id. */
  async get(ids) {
    const missing = [...new Set(ids)].filter((id) => !this.known.has(id));
    for (let at = 0; at < missing.length; at += AT_ONCE) {
      const wanted = missing.slice(at, at + AT_ONCE);
      const { examples } = await ask("GET", `${this.path}/examples?ids=${wanted.join(",")}`);
      for (const id of wanted) this.known.set(id, null);
      for (const example of examples) this.known.set(example.id, example);
    }
    return new Map(ids.map((id) => [id, this.known.get(id)]).filter(([, example]) => example));
  }

  /** Take in what became of one. */
  put(example) {
    this.known.set(example.id, example);
  }
}
