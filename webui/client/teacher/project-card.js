// One project in the list: name, step, counts.

import { chip, fill, make, say } from "../lib/dom.js";
import { nt, number, t } from "../lib/text.js";
import { steps } from "./steps.js";

const MOST = 12; // labels on a card

function stepDots(phase) {
  const all = steps();
  const at = all.findIndex((step) => step.phase === phase);
  const dots = all.map((_, index) => make("i", { "data-on": String(index <= at) }));
  const words = t("Step %(n)s of 4: %(name)s", { n: number(at + 1), name: all[at].name });
  return make("p", { class: "dots" }, make("span", { "aria-hidden": "true" }, ...dots), words);
}

function labelCount(label, index, counts) {
  const count = make("b", {}, number(counts?.labels[label.id] ?? 0));
  return make("li", {}, chip(label.name, index), count);
}

function total(counts) {
  if (!counts) return "";
  const examples = nt("%(n)s example", "%(n)s examples", counts.total);
  const people = nt("%(n)s person", "%(n)s people", counts.contributors);
  return t("%(total)s from %(people)s", { total: examples, people });
}

/** A card of the list; `update({project, counts, owner})` draws it, touching only what changed. */
export class ProjectCard {
  constructor() {
    this.link = make("a", { class: "card-link" });
    this.state = make("div", { class: "row" });
    this.labels = make("ul", { class: "row project-labels" });
    this.total = make("p", { class: "soft small" });
    const title = make("h3", {}, this.link);
    this.element = make(
      "li",
      { class: "card project-card" },
      title,
      this.state,
      this.labels,
      this.total,
    );
  }

  update({ project, counts, owner }) {
    const key = JSON.stringify([project, counts, owner]);
    if (key === this.key) return;
    this.key = key;
    this.link.href = `/teacher/projects/${project.id}`;
    say(this.link, project.name);
    const closed = project.closed ? make("span", { class: "tag" }, t("closed")) : null;
    const model = project.model ? make("span", { class: "tag tag-good" }, t("has a model")) : null;
    fill(this.state, stepDots(project.phase), closed, model);
    const empty = make("li", { class: "soft small" }, t("no labels yet"));
    const labels = project.labels.map((label, index) => labelCount(label, index, counts));
    const more = labels.length - MOST;
    if (more > 0)
      labels.splice(MOST, more, make("li", {}, nt("and %(n)s more", "and %(n)s more", more)));
    fill(this.labels, ...(labels.length ? labels : [empty]));
    say(this.total, [owner, total(counts)].filter(Boolean).join(" · "));
  }
}
