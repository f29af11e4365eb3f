// The dialog "Add many": choose and look, send with a bar that can be stopped, one undo at the end.

import { api } from "../api.js";
import { complaint } from "../capture/parts.js";
import { receive } from "../capture/receive.js";
import { fill, icon, make, notice, say } from "../dom.js";
import { dataUrl } from "../media.js";
import { nt, number, t } from "../text.js";
import { chooser } from "./choose.js";
import { endWords, readWords, rowList } from "./look.js";
import { Batch } from "./send.js";

const HEADING = "batch-title";

function button(words, onclick, cls = "", drawing = "") {
  const attributes = { type: "button", class: `button ${cls}`, onclick };
  return make("button", attributes, drawing ? icon(drawing) : null, words);
}

// What it waits for, in words; "" while all goes well.
function waiting(problem) {
  if (!problem) return "";
  return problem.status ? t("The box is busy. It is tried again …") : t("Waiting for Wi-Fi");
}

class BatchDialog {
  #rows = [];
  #batch = null;
  #sending = false;

  constructor(project, { maxText }) {
    this.project = project;
    this.maxText = maxText;
    this.body = make("div", { class: "stack" });
    this.buttons = make("div", { class: "row dialog-actions" });
    this.wrong = complaint();
    this.heading = make("h2", { id: HEADING, tabindex: -1 }, t("Add many"));
    this.element = make("dialog", { class: "dialog batch", "aria-labelledby": HEADING });
    this.element.append(
      make("div", { class: "stack" }, this.heading, this.body, this.wrong.element, this.buttons),
    );
  }

  /** Show it; resolves when it is closed, to `{added, batch}` or null. */
  show() {
    const opener = document.activeElement;
    document.body.append(this.element);
    this.#choose();
    if (this.element.showModal) this.element.showModal();
    else this.element.setAttribute("open", "");
    this.first();
    return new Promise((resolve) => {
      this.element.addEventListener("cancel", (event) => this.#sending && event.preventDefault());
      this.element.addEventListener("close", () => {
        this.#batch?.stop();
        this.element.remove();
        if (opener?.isConnected) opener.focus();
        resolve(this.#batch ? { added: this.#batch.count("added"), batch: this.#batch.id } : null);
      });
    });
  }

  #close = () => {
    if (this.element.close) this.element.close();
    else this.element.dispatchEvent(new Event("close"));
  };

  #choose() {
    const told = make("p", { role: "status", class: "batch-told" });
    const opening = make("p", { class: "soft small batch-opening" });
    const list = make("div", {});
    const add = button(t("Add"), () => this.#send(), "button-primary", "plus");
    add.disabled = true;
    const read = (rows) => {
      this.#rows = rows;
      const good = rows.filter(({ reason }) => !reason).length;
      say(told, rows.length ? readWords(rows) : "");
      fill(
        list,
        rows.length
          ? rowList(
              this.project,
              rows.map((row) => [row, row.reason]),
            )
          : null,
      );
      add.disabled = good === 0;
      say(add.lastChild, good ? nt("Add %(n)s example", "Add %(n)s examples", good) : t("Add"));
    };
    const busy = (place) => {
      add.hidden = Boolean(place);
      say(opening, place ? t("Opening %(name)s …", { name: String(place) }) : "");
    };
    const step = chooser(this.project, { read, busy, maxText: this.maxText });
    receive(this.element, step.take);
    fill(this.body, step.element, told, opening, list);
    fill(this.buttons, button(t("Cancel"), this.#close), add);
    this.first = step.focus;
  }

  async #send() {
    const rows = this.#rows.filter(({ reason }) => !reason);
    const bar = make("progress", {
      class: "progress",
      max: rows.length,
      "aria-label": t("Adding"),
    });
    const far = make("p", { class: "row row-apart", role: "status" });
    this.#batch = new Batch({
      project: this.project,
      rows,
      request: (method, path, body) => api(method, path, body, { seconds: 60 }),
      encode: dataUrl,
      changed: (batch) => {
        bar.value = rows.length - batch.count("waiting");
        const values = { done: number(bar.value), of: number(rows.length) };
        say(far, waiting(batch.away) || t("%(done)s of %(of)s", values));
      },
    });
    bar.value = 0;
    fill(this.body, bar, far);
    const stop = button(t("Stop"), () => this.#batch.stop(), "", "stop");
    fill(this.buttons, stop);
    stop.focus();
    this.#sending = true;
    await this.#batch.run();
    this.#sending = false;
    this.#end();
  }

  #end() {
    const batch = this.#batch;
    this.wrong.say(batch.problem?.message ?? "");
    const text = make("p", {}, endWords(batch));
    const refused = [
      ...batch.rows.filter(({ state }) => state === "refused").map((row) => [row, row.message]),
      ...this.#rows.filter(({ reason }) => reason).map((row) => [row, row.reason]),
    ];
    const whole = batch.count("added") + batch.count("known") === batch.rows.length;
    const kind = whole && refused.length === 0 ? "good" : "info";
    fill(
      this.body,
      make("div", { role: "status" }, notice(kind, text)),
      refused.length ? rowList(this.project, refused) : null,
    );
    const added = batch.count("added");
    const undo = nt("Take %(n)s back", "Take all %(n)s back", added);
    const done = button(t("Done"), this.#close, "button-primary");
    fill(
      this.buttons,
      added ? button(undo, (event) => this.#undo(event.currentTarget), "", "undo") : null,
      done,
    );
    done.focus();
  }

  async #undo(pressed) {
    pressed.disabled = true;
    this.wrong.say("");
    try {
      const removed = await this.#batch.undo();
      const text = nt("%(n)s example was taken back.", "%(n)s examples were taken back.", removed);
      fill(this.body, make("div", { role: "status" }, notice("info", make("p", {}, text))));
      pressed.remove();
      this.buttons.querySelector("button").focus();
    } catch (problem) {
      pressed.disabled = false;
      this.wrong.say(problem.message);
    }
  }
}

/** Show the dialog for `project`; resolves when it is closed, to `{added, batch}` or null. */
export function open(project, options) {
  return new BatchDialog(project, options).show();
}
