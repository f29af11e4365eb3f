// The labels of the project, and those that a saved program still speaks of though they are gone.

import { BACKGROUND, folded } from "./names.js";

/** Knows the labels by id, present or gone. */
export class Labels {
  #gone = new Map();
  #present = [];

  constructor(state, t) {
    this.state = state;
    this.t = t;
    this.#present = state.labels;
  }

  /** The labels that are there, each `{id, name}` with the name that is shown. */
  get present() {
    for (const { id, name } of this.#present) this.#gone.set(id, name);
    this.#present = this.state.labels;
    for (const { id } of this.#present) this.#gone.delete(id);
    return this.#present.map((label) => ({ ...label, name: this.#shown(label) }));
  }

  /** Those that are gone, each `{id, name}`; the name is "" where it was never known. */
  get gone() {
    const here = new Set(this.present.map(({ id }) => id));
    return [...this.#gone].filter(([id]) => !here.has(id)).map(([id, name]) => ({ id, name }));
  }

  #shown({ id, name }) {
    const { t } = this;
    return id === BACKGROUND ? t("Background noise") : name;
  }

  /** A program speaks of these ids; returns whether one of them is new and gone. */
  spokenOf(ids) {
    const known = new Set([...this.present, ...this.gone].map(({ id }) => id));
    const fresh = ids.filter((id) => !known.has(id));
    for (const id of fresh) this.#gone.set(id, "");
    return fresh.length > 0;
  }

  /** Return the label with this id or, whatever its case, this name; undefined if there is none. */
  find(text) {
    const wanted = folded(text);
    const labels = this.present;
    return labels.find(({ id }) => id === text) ?? labels.find((x) => folded(x.name) === wanted);
  }

  /** Return the name of a label, `otherwise` where it is gone and was never known. */
  nameOf(id, otherwise = "") {
    return this.present.find((label) => label.id === id)?.name ?? (this.#gone.get(id) || otherwise);
  }

  /** What a menu shows: `[{text, value}]`, never empty. */
  get items() {
    const { t } = this;
    const present = this.present.map(({ id, name }) => ({ text: name, value: id }));
    const gone = this.gone.map(({ id, name }) => ({ text: goneWords(t, name), value: id }));
    const all = [...present, ...gone];
    return all.length > 0 ? all : [{ text: t("no labels yet"), value: "" }];
  }
}

/** Say that a label called `name`, "" if that is not known, is not in the project any more. */
export function goneWords(t, name) {
  return name ? t("%(name)s (gone)", { name }) : t("a label that is gone");
}
