// The pictures or sounds that were made and wait for "Add", or the one to try.

import { arrange, icon, make } from "../dom.js";
import { exampleView, exampleWords } from "../show.js";
import { t } from "../text.js";

/** Keeps what was captured; `changed()` is called when that changes. */
export class Tray {
  #items = [];
  #rows = new Map();

  constructor(project, { many, changed }) {
    this.project = project;
    this.many = many;
    this.changed = changed;
    this.element = make("ul", { class: `tray tray-${project.type}`, hidden: true });
  }

  /** What is in it: `[{data, file, preview}]`, oldest first. */
  items() {
    return [...this.#items];
  }

  /** Put one in; where only one has room, the one before goes. */
  put(item) {
    if (!this.many) this.#items = [];
    this.#items.push(item);
    this.#draw();
  }

  /** Empty it. */
  clear() {
    this.#items = [];
    this.#draw();
  }

  #draw() {
    this.element.hidden = this.#items.length === 0;
    arrange(
      this.element,
      this.#items.map((item) => this.#row(item)),
    );
    this.changed();
  }

  #row(item) {
    if (!this.#rows.has(item)) this.#rows.set(item, this.#make(item));
    return this.#rows.get(item);
  }

  #make(item) {
    const words = t("Remove this %(what)s", { what: exampleWords(this.project, item) });
    const remove = () => {
      this.#items = this.#items.filter((each) => each !== item);
      const next = this.#items.at(-1);
      this.#draw();
      (next ? this.#row(next).querySelector("button:last-child") : null)?.focus();
    };
    const button = make(
      "button",
      { type: "button", class: "button button-icon tray-remove", title: words, onclick: remove },
      icon("close"),
      make("span", { class: "unseen" }, words),
    );
    return make("li", {}, exampleView(this.project, item), button);
  }
}
