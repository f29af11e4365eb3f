// A list of what the noise lab found: a few at a time, each to keep, to move or to hide.

import { arrange, fill, make, say } from "../lib/dom.js";
import { nt, t } from "../lib/text.js";
import { attempt } from "./ask.js";

const STEP = 8; // findings that are shown at once

/**
 * A list that opens: `title` counts what it has, `ids(item)` names the examples an item is about,
 * `card(item, examples, done)` makes its card, or null where it is settled already. `done(words)`
 * takes the card away and says what was done.
 */
export class Finding {
  constructor({ title, about, cache, ids, card }) {
    Object.assign(this, { title, cache, ids, card, items: [], cards: new Map(), shown: STEP });
    this.head = make("summary", { class: "finding-head" });
    this.list = make("ul", { class: "finding-list" });
    this.more = make("button", { type: "button", class: "button", hidden: true });
    this.says = make("p", { class: "small soft", role: "status" });
    this.more.append(t("Show more"));
    const body = make("div", { class: "stack" }, make("p", { class: "soft" }, about));
    body.append(this.says, this.list, make("div", { class: "row" }, this.more));
    this.element = make("details", { class: "finding" }, this.head, body);
    this.element.addEventListener("toggle", () => this.element.open && this.draw());
    this.more.addEventListener("click", () => this.showMore());
  }

  /** Take in what was found. */
  update(items) {
    const key = JSON.stringify(items);
    if (key === this.key) return;
    Object.assign(this, { key, items: [...items], shown: STEP });
    this.cards.clear();
    say(this.head, this.title(items.length));
    if (this.element.open) this.draw();
  }

  async showMore() {
    const before = this.list.children.length;
    this.shown += STEP;
    await this.draw();
    this.list.children[before]?.querySelector("button")?.focus();
  }

  // Cards are made until as many are shown as there is room for: what is settled takes none.
  async draw() {
    const turn = (this.turn ?? 0) + 1;
    this.turn = turn;
    const cards = [];
    let at = 0;
    while (cards.length < this.shown && at < this.items.length) {
      const items = this.items.slice(at, at + STEP);
      at += items.length;
      const examples = await attempt(() => this.cache.get(items.flatMap((each) => this.ids(each))));
      if (!examples || turn !== this.turn) return;
      for (const item of items) cards.push(this.made(item, examples));
      cards.splice(0, cards.length, ...cards.filter(Boolean));
    }
    this.more.hidden = at >= this.items.length && cards.length <= this.shown;
    arrange(this.list, cards.slice(0, this.shown));
    if (!cards.length) say(this.says, t("Nothing left to look at here."));
  }

  made(item, examples) {
    if (!this.cards.has(item))
      this.cards.set(
        item,
        this.card(item, examples, (words) => this.done(item, words)),
      );
    return this.cards.get(item);
  }

  async done(item, words) {
    const card = this.cards.get(item);
    const next = card?.nextElementSibling ?? card?.previousElementSibling;
    this.cards.set(item, null);
    say(this.says, words);
    await this.draw();
    (next?.querySelector("button") ?? this.head).focus();
  }
}

/** Say how many there are: the head of a list. */
export const counted = {
  doubtful: (n) => nt("%(n)s doubtful example", "%(n)s doubtful examples", n),
  contradictions: (n) => nt("%(n)s example under two labels", "%(n)s examples under two labels", n),
  near: (n) => nt("%(n)s pair almost alike", "%(n)s pairs almost alike", n),
};

/** Make the buttons under a card. */
export function buttons(...pairs) {
  const all = pairs.filter(Boolean).map(([content, onclick, name]) => {
    const button = make("button", { type: "button", class: "button", onclick });
    if (name) button.setAttribute("aria-label", name);
    return fill(button, ...[].concat(content));
  });
  return make("div", { class: "row finding-buttons" }, ...all);
}
