// What the class built in Scratch: look at it, show it on the projector, delete it.

import { fill, make, one, say } from "../lib/dom.js";
import { mountStarters, programsOf, programTile, tileButton } from "../lib/programs.js";
import { openEditor } from "../lib/scratch.js";
import { number, t } from "../lib/text.js";
import { ask, attempt } from "./ask.js";
import { confirm, open } from "./dialog.js";
import { bad } from "./notice.js";

// Where the browser opened no tab by itself, a press of the teacher's does.
function offerLink(address) {
  const attributes = { class: "button", href: address, target: "_blank", rel: "noopener" };
  const link = make("a", attributes, t("Open Scratch"));
  return open({ title: t("Your browser opened no new tab."), content: [link] });
}

class Programs {
  constructor(project, { remote, showable }) {
    Object.assign(this, { project, remote, showable, all: [] });
    this.path = `/projects/${project}/programs`;
    this.list = one("#program-list");
    this.ask = programsOf(project, ask);
    const button = one("#scratch-open");
    button.addEventListener("click", () => this.open({}, button));
    mountStarters(project, {
      ask,
      open: (starter, pressed) => this.open({ starter }, pressed),
      failed: bad,
    });
  }

  async load() {
    // In the background: a box that is away for a moment is no message to close.
    const all = await this.ask().catch(() => null);
    if (!all) return;
    this.all = all;
    this.draw();
  }

  /** Take the live event `programs`. */
  changed = ({ project }) => {
    if (project === this.project) this.load();
  };

  /** Mark the program that the projector shows. */
  shown = ({ screen, program }) => {
    const now = screen === "program" ? program : "";
    for (const button of this.list.querySelectorAll("[data-show]"))
      button.setAttribute("aria-pressed", String(button.dataset.show === now));
  };

  draw() {
    const focused = document.activeElement?.closest(".program")?.dataset.id;
    say(one("#programs-count"), this.all.length ? `(${number(this.all.length)})` : "");
    one("#programs-none").hidden = this.all.length > 0;
    fill(this.list, ...this.all.map((program) => this.tile(program)));
    this.shown(this.remote.now);
    if (focused) one(`.program[data-id="${focused}"] button`, this.list)?.focus();
  }

  tile(program) {
    const { name, author } = program;
    const buttons = [
      this.lookButton(program),
      this.showable ? this.showButton(program) : null,
      tileButton("bin", t("Delete"), name, (event) => this.remove(program, event.currentTarget)),
    ];
    return programTile(this.project, program, { who: author, buttons: buttons.filter(Boolean) });
  }

  // A program of one's own is opened to go on with; anyone else's to look at.
  lookButton({ id, name, mine }) {
    const press = (event) => this.open({ program: id, watch: !mine }, event.currentTarget);
    return tileButton(mine ? "pencil" : "eye", mine ? t("Open") : t("Look"), name, press);
  }

  showButton({ id, name }) {
    const show = () => this.remote.show("program", { program: id });
    const button = tileButton("projector", t("Show on the projector"), name, show);
    button.dataset.show = id;
    return button;
  }

  async open(wanted, button) {
    const blocked = await attempt(() => openEditor(this.project, wanted, { ask }), { button });
    if (typeof blocked === "string" && blocked) await offerLink(blocked);
  }

  async remove({ id, name, author }, button) {
    const title = t("Delete “%(name)s”?", { name });
    const text = t("The program of %(author)s is gone for good, with all its versions.", {
      author,
    });
    if (!(await confirm({ title, text, action: t("Delete"), danger: true }))) return;
    if (!(await attempt(() => ask("DELETE", `${this.path}/${id}`), { button }))) return;
    await this.load();
    one("#programs summary").focus();
  }
}

/** Bring the panel of a project's programs to life; `showable` where the class may see them. */
export function mountPrograms(project, { remote, showable }) {
  const programs = new Programs(project, { remote, showable });
  programs.load();
  return programs;
}
