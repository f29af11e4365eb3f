// The students of the class, live: rename, new pictures, remove.

import { fill, make, one, picture, say } from "../lib/dom.js";
import { nt, t } from "../lib/text.js";
import { ask, attempt } from "./ask.js";
import { confirm, open, prompt } from "./dialog.js";
import { good } from "./notice.js";
import { StudentRow } from "./student-row.js";

const RECOUNT = 4000; // ms between counts of who wrote how much

function pictures(secret, names) {
  const each = (id) => make("li", {}, picture(id), make("span", {}, names[id] ?? id));
  return make("ol", { class: "secret" }, ...secret.map(each));
}

/** The list; it listens to `people` events through `take`. */
export class People {
  constructor({ students, pictureNames }) {
    Object.assign(this, { students: new Map(), rows: new Map(), pictureNames });
    this.list = one("#students");
    this.search = one("#student-search");
    this.search.addEventListener("input", () => this.draw());
    this.on = {
      pictures: (student) => this.newPictures(student),
      rename: (student) => this.rename(student),
      remove: (student) => this.remove(student),
    };
    this.take({ students });
  }

  /** Take in who is in the class and who is here. */
  take({ students }) {
    const before = this.students;
    this.students = new Map(students.map((each) => [each.id, { ...before.get(each.id), ...each }]));
    this.draw();
  }

  /** Count again and again how much each wrote, but not in a tab that nobody sees. */
  async recount() {
    const reply = document.hidden ? null : await ask("GET", "/students").catch(() => null);
    for (const student of reply?.students ?? []) {
      const known = this.students.get(student.id);
      if (known) this.students.set(student.id, { ...student, here: known.here });
    }
    if (reply) this.draw();
    setTimeout(() => this.recount(), RECOUNT);
  }

  shown() {
    const wanted = this.search.value.trim().toLocaleLowerCase();
    const all = [...this.students.values()];
    const found = all.filter((each) => each.name.toLocaleLowerCase().includes(wanted));
    return found.sort((a, b) => a.name.localeCompare(b.name));
  }

  row(student) {
    const row = this.rows.get(student.id) ?? new StudentRow(this.on);
    this.rows.set(student.id, row);
    row.update(student);
    return row.element;
  }

  draw() {
    const elements = this.shown().map((student) => this.row(student));
    const same = elements.every((element, at) => this.list.children[at] === element);
    if (!same || elements.length !== this.list.children.length) fill(this.list, ...elements);
    const all = [...this.students.values()];
    const here = all.filter((each) => each.here).length;
    const words = nt("%(n)s student", "%(n)s students", all.length);
    say(
      one("#students-total"),
      all.length ? t("%(students)s, %(here)s here now", { students: words, here }) : "",
    );
    one("#students-none").hidden = all.length > 0;
    one("#student-find").hidden = all.length < 8;
  }

  async rename(student) {
    const title = t("Rename %(name)s", student);
    const label = t("New name");
    const name = await prompt({ title, label, value: student.name, action: t("Save"), max: 30 });
    if (!name || name === student.name) return;
    const saved = await attempt(() => ask("PATCH", `/students/${student.id}`, { name }));
    if (!saved) return;
    this.students.set(student.id, { ...this.students.get(student.id), name: saved.name ?? name });
    this.draw();
  }

  async newPictures(student) {
    const title = t("Give %(name)s four new pictures?", student);
    const text = t(
      "The old pictures stop working, and %(name)s is signed out everywhere.",
      student,
    );
    if (!(await confirm({ title, text, action: t("New pictures") }))) return;
    const reply = await attempt(() => ask("POST", `/students/${student.id}/secret`));
    if (!reply) return;
    const content = [
      make("p", {}, t("Show these to %(name)s now. They are not shown again.", student)),
      pictures(reply.secret, this.pictureNames),
    ];
    await open({ title: t("The pictures of %(name)s", student), content, leave: t("Done") });
  }

  async remove(student) {
    const wrote = this.students.get(student.id)?.examples ?? 0;
    const both = make("input", { type: "checkbox", name: "examples" });
    const words = t("Also delete everything that %(name)s wrote, and their own projects", student);
    const content = [
      make("p", {}, t("%(name)s leaves the class at once. The name is free again.", student)),
      make("label", { class: "check" }, both, make("span", {}, words)),
      make(
        "p",
        { class: "soft small" },
        nt("%(n)s example so far.", "%(n)s examples so far.", wrote),
      ),
    ];
    const title = t("Remove %(name)s from the class?", student);
    const answer = () => ({ examples: both.checked });
    const asked = { title, content, action: t("Remove"), danger: true, answer };
    const sure = await open(asked);
    if (!sure) return;
    await this.gone(student, sure.examples);
  }

  async gone(student, examples) {
    const known = this.students.get(student.id);
    this.students.delete(student.id);
    this.draw();
    one("#students-title").focus();
    const undo = () => {
      this.students.set(student.id, known);
      this.draw();
    };
    const path = `/students/${student.id}${examples ? "?examples=1" : ""}`;
    if (await attempt(() => ask("DELETE", path), { undo }))
      good(t("%(name)s was removed.", student));
  }
}
