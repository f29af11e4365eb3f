// The list of projects, kept fresh while somebody looks at it.

import { fill, one, say } from "../lib/dom.js";
import { named } from "../lib/labels.js";
import { number, t } from "../lib/text.js";
import { ask } from "./ask.js";
import { ProjectCard } from "./project-card.js";

const EVERY = 2500; // ms between looks at the counts: the live channel follows one project only

/** Cards of the class's projects, the teacher's own and the students' own. */
export class ProjectList {
  constructor({ projects, counts, students }) {
    Object.assign(this, { projects, counts, names: new Map(), cards: new Map() });
    this.name(students);
  }

  /** Learn the names of the students, and draw. */
  name(students) {
    this.names = new Map(students.map((each) => [each.id, each.name]));
    this.draw();
  }

  groups() {
    const groups = { class: [], mine: [], students: [] };
    for (const project of this.projects) {
      if (project.owner !== "teacher") groups.students.push(project);
      else groups[project.crowd_sourced ? "class" : "mine"].push(project);
    }
    return groups;
  }

  card(project) {
    const card = this.cards.get(project.id) ?? new ProjectCard();
    this.cards.set(project.id, card);
    const owner =
      project.owner === "teacher" ? "" : (this.names.get(project.owner) ?? t("a student who left"));
    card.update({ project: named(project), counts: this.counts[project.id], owner });
    return card.element;
  }

  draw() {
    const groups = this.groups();
    for (const [name, projects] of Object.entries(groups)) {
      const place = one(`#projects-${name}`);
      const newest = [...projects].reverse().map((project) => this.card(project));
      const same = newest.every((element, at) => place.children[at] === element);
      if (!same || place.children.length !== newest.length) fill(place, ...newest);
      one(`#box-${name}`).hidden = newest.length === 0;
    }
    one("#projects-none").hidden = groups.class.length + groups.mine.length > 0;
    say(one("#students-count"), number(groups.students.length));
  }

  async fresh() {
    const { projects } = await ask("GET", "/projects");
    this.projects = projects;
    const seen = projects.filter((project) => this.inSight(project));
    const counts = await Promise.all(
      seen.map(({ id }) => ask("GET", `/projects/${id}/counts`).catch(() => null)),
    );
    for (const [at, { id }] of seen.entries()) if (counts[at]) this.counts[id] = counts[at];
    this.draw();
  }

  // A class may have 200 projects: only the cards on the screen are counted.
  inSight({ id }) {
    const element = this.cards.get(id)?.element;
    if (!element?.isConnected) return !element;
    const { top, bottom, height } = element.getBoundingClientRect();
    return height > 0 && bottom > 0 && top < innerHeight;
  }

  /** Look again and again, but not in a tab that nobody sees. */
  keepFresh() {
    const look = async () => {
      if (!document.hidden) await this.fresh().catch(() => null);
      setTimeout(look, EVERY);
    };
    setTimeout(look, EVERY);
  }
}
