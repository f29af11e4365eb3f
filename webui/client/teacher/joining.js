// Who may join: the class code, and whether the door is open.

import { one, say } from "../lib/dom.js";
import { t } from "../lib/text.js";
import { ask, attempt } from "./ask.js";
import { confirm } from "./dialog.js";
import { good } from "./notice.js";

class Joining {
  constructor(room) {
    this.room = room;
    this.locked = one("#joining-open");
    this.needed = one("#code-needed");
    this.locked.addEventListener("change", () =>
      this.change({ joining_open: this.locked.checked }),
    );
    this.needed.addEventListener("change", () => this.change({ code_needed: this.needed.checked }));
    one("#new-code").addEventListener("click", () => this.newCode());
    this.draw();
  }

  draw() {
    const { joining_open: open, code_needed: needed, class_code: code } = this.room;
    this.locked.checked = open;
    this.needed.checked = needed;
    say(
      one("#joining-says"),
      open ? t("New students can join.") : t("Locked: nobody new can join."),
    );
    say(one("#class-code"), code);
    one("#code-box").hidden = !needed;
  }

  /** Take over what another device of the teacher changed. */
  take(room) {
    this.room = { ...this.room, ...room };
    this.draw();
  }

  async change(values) {
    const before = this.room;
    this.room = { ...before, ...values };
    this.draw();
    const undo = () => {
      this.room = before;
      this.draw();
    };
    const changed = await attempt(() => ask("PATCH", "/class", values), { undo });
    if (!changed) return false;
    this.room = { ...this.room, ...changed };
    this.draw();
    return true;
  }

  async newCode() {
    const title = t("Make a new class code?");
    const text = t("The old code stops working. Who is in the class stays in.");
    if (!(await confirm({ title, text, action: t("New code") }))) return;
    if (await this.change({ new_code: true })) good(t("There is a new class code."));
  }
}

/** Bring the card "Joining" to life; `room` is the class as the page knows it. */
export function mountJoining(room) {
  return new Joining(room);
}
