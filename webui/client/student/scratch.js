// From a project into Scratch: the editor, one's own programs, and programs to begin with.

import { fill, one } from "../lib/dom.js";
import { mountStarters, programsOf, programTile, tileButton } from "../lib/programs.js";
import { openEditor } from "../lib/scratch.js";
import { t } from "../lib/text.js";
import { tell, tellWithLink } from "./notices.js";

/** The part of a project's page about Scratch; `page.project` is the project as it is now. */
export class Scratch {
  constructor(page) {
    this.page = page;
    this.section = one("#scratch");
    this.programs = [];
    this.ask = programsOf(page.project.id);
    const button = one("#scratch-open");
    button.addEventListener("click", () => this.open({}, button));
    mountStarters(page.project.id, {
      open: (starter, pressed) => this.open({ starter }, pressed),
      failed: (problem) => tell("bad", problem.message),
    });
  }

  /** Fetch the student's own programs anew. */
  async load() {
    try {
      const all = await this.ask();
      this.programs = all.filter(({ mine }) => mine);
      this.list();
    } catch {
      // What is listed stays: the page's other parts say it where the box is away.
    }
  }

  /** Show the section where there is a model to use, or a program to go on with. */
  draw() {
    this.section.hidden = !(this.page.project.model || this.programs.length);
  }

  list() {
    one("#programs-box").hidden = !this.programs.length;
    const focused = document.activeElement?.closest(".program")?.dataset.id;
    fill(one("#programs"), ...this.programs.map((program) => this.tile(program)));
    if (focused) one(`.program[data-id="${focused}"] button`)?.focus();
    this.draw();
  }

  tile(program) {
    const press = (event) => this.open({ program: program.id }, event.currentTarget);
    const button = tileButton("pencil", t("Open"), program.name, press);
    return programTile(this.page.project.id, program, { buttons: [button] });
  }

  async open(wanted, button) {
    tell();
    button.setAttribute("aria-busy", "true");
    try {
      const blocked = await openEditor(this.page.project.id, wanted);
      if (blocked)
        tellWithLink("info", t("Your browser opened no new tab."), t("Open Scratch"), blocked);
    } catch (problem) {
      tell("bad", problem.message);
    } finally {
      button.removeAttribute("aria-busy");
    }
  }
}
