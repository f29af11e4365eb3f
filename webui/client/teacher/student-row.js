// One student in the list of people.

import { icon, make, say } from "../lib/dom.js";
import { nt, t } from "../lib/text.js";

function button(drawing, words, onclick) {
  const made = make("button", { type: "button", class: "button button-quiet", onclick });
  made.append(icon(drawing), make("span", {}, words));
  return made;
}

/** A row; `update(student)` draws it; `on.pictures`, `on.rename` and `on.remove` get the student. */
export class StudentRow {
  constructor(on) {
    this.name = make("bdi", { class: "student-name" });
    this.here = make("span", { class: "status" });
    this.examples = make("span", { class: "soft small student-examples" });
    this.buttons = [
      button("pictures", t("New pictures"), () => on.pictures(this.student)),
      button("pencil", t("Rename"), () => on.rename(this.student)),
      button("bin", t("Remove"), () => on.remove(this.student)),
    ];
    const row = make("div", { class: "row student-buttons" }, ...this.buttons);
    this.element = make("li", { class: "student" }, this.name, this.here, this.examples, row);
  }

  update(student) {
    this.student = student;
    say(this.name, student.name);
    this.here.dataset.state = student.here ? "connected" : "away";
    say(this.here, student.here ? t("here") : t("away"));
    const { examples, name } = student;
    const wrote = nt("%(n)s example", "%(n)s examples", examples ?? 0);
    say(this.examples, examples === undefined ? "" : wrote);
    for (const each of this.buttons) {
      const words = t("%(action)s: %(name)s", { action: each.textContent, name });
      each.setAttribute("aria-label", words);
    }
  }
}
