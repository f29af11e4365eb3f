// The student's own examples: what waits for Wi-Fi, what was refused, what is safe on the box.

import { api } from "../lib/api.js";
import { numbersInput } from "../lib/capture/numbers.js";
import {
  all,
  arrange,
  dialogs,
  fieldError,
  fill,
  icon,
  make,
  one,
  onSubmit,
  shape,
} from "../lib/dom.js";
import { mark } from "../lib/labels.js";
import { dataUrl } from "../lib/media.js";
import { exampleView, exampleWords, valuesOf } from "../lib/show.js";
import { t } from "../lib/text.js";
import { tell } from "./notices.js";

const FIRST = 20;
const MORE = 50;
const list = one("#mine-list");
const dialog = one("#edit-dialog");

const STATES = {
  waiting: ["clock", () => t("Waiting for Wi-Fi")],
  held: ["clock", () => t("Waiting until you are back")],
  sending: ["clock", () => t("On its way")],
  refused: ["care", () => t("Not taken")],
  safe: ["check", () => t("Safe on the box")],
  hidden: ["eye-shut", () => t("Your teacher put this one aside")],
};

/** Keeps the list true. `page` has `project`, `queue` and `canAdd()`. */
export class Mine {
  #rows = new Map();
  #stored = new Map();
  #shown = FIRST;
  #loaded = false;
  #editing = null;
  #values = null; // the input of a row of numbers that is being changed

  constructor(page) {
    this.page = page;
    this.path = `/projects/${page.project.id}/examples`;
    one("#mine-more").addEventListener("click", () => {
      this.#shown += MORE;
      this.draw();
    });
    onSubmit(one("#edit-form"), (form) => this.#save(form));
    one("#edit-remove").addEventListener("click", () => {
      dialog.close();
      this.#remove(this.#editing);
    });
  }

  /** Fetch all of them from the box: at the start, and after a break. */
  async load() {
    const stored = new Map();
    let after = 0;
    try {
      while (after !== null) {
        const page = await api("GET", `${this.path}?limit=500&after=${after}`);
        for (const example of page.examples) stored.set(example.id, example);
        after = page.next ?? null;
      }
    } catch {
      return; // what is shown stays; the live channel says when the box is back
    }
    this.#stored = stored;
    this.#loaded = true;
    this.draw();
  }

  /** Take in one that is now safe on the box. */
  safe(example) {
    this.#stored.set(example.id, example);
    this.draw();
  }

  /** Show the list as it is now. */
  draw() {
    if (!this.#loaded && this.page.queue.items().length === 0) return;
    const waiting = this.page.queue.items().reverse();
    const ids = new Set(waiting.map((item) => item.id));
    const gone = new Set(this.page.queue.all().map((item) => item.id));
    const stored = [...this.#stored.values()].filter(
      (item) => !ids.has(item.id) && !gone.has(item.id),
    );
    stored.sort((a, b) => b.seq - a.seq);
    const shown = [...waiting, ...stored.slice(0, this.#shown)];
    const untouched = this.#loaded ? [] : all("li:not([data-drawn])", list);
    arrange(list, [...shown.map((item) => this.#row(item)), ...untouched]);
    one("#mine-empty").hidden = shown.length + untouched.length > 0;
    one("#mine-more").hidden = stored.length <= this.#shown;
  }

  #state(item) {
    if (item.state === "waiting" && this.page.queue.held) return "held";
    if (item.state === "waiting") return navigator.onLine && !item.tried ? "sending" : "waiting";
    if (item.state === "shown") return "safe";
    return item.state;
  }

  // Rows are made anew only when what they say has changed, so that focus stays where it is.
  #row(item) {
    const labels = this.page.project.labels;
    const index = labels.findIndex((label) => label.id === item.label || label.name === item.label);
    const state = this.#state(item);
    const now = JSON.stringify([
      item.data,
      index,
      labels[index]?.name,
      state,
      item.message,
      this.page.canAdd(),
    ]);
    const known = this.#rows.get(item.id);
    if (known?.dataset.drawn === now) return known;
    const row = this.#make(item, index, state);
    row.dataset.drawn = now;
    this.#rows.set(item.id, row);
    return row;
  }

  #make(item, index, state) {
    const [drawing, words] = STATES[state];
    const label = this.page.project.labels[index];
    return make(
      "li",
      { class: `mine-item mine-${state} ${label ? mark(index).cls : ""}`, "data-id": item.id },
      label ? shape(index) : icon("info"),
      make(
        "div",
        { class: "grow" },
        make("span", { class: "unseen" }, label?.name ?? ""),
        this.#view(item),
        state === "safe" ? null : make("p", { class: "mine-words small" }, words()),
        state === "refused" ? make("p", { class: "small" }, item.message) : null,
      ),
      make(
        "span",
        { class: "mine-state", title: words() },
        icon(drawing),
        state === "safe" ? make("span", { class: "unseen" }, words()) : null,
      ),
      ...this.#buttons(item, state),
    );
  }

  #view(item) {
    const { project } = this.page;
    if (project.type === "text") {
      return make("p", { class: "mine-text", dir: "auto" }, item.data);
    }
    if (!item.parcel) return exampleView(project, item);
    const file = this.page.queue.file(item.id);
    if (typeof file === "string") return exampleView(project, { ...item, file });
    const place = make("div", {}, exampleView(project, item));
    file.then((found) => found && fill(place, exampleView(project, { ...item, file: found })));
    return place;
  }

  #buttons(item, state) {
    const button = (drawing, words, onclick) =>
      make(
        "button",
        { type: "button", class: "button button-quiet button-icon", title: words, onclick },
        icon(drawing),
        make("span", { class: "unseen" }, `${words}: ${exampleWords(this.page.project, item)}`),
      );
    const again = () => this.page.queue.retry(item.id);
    return [
      state === "refused" ? button("undo", t("Send again"), again) : null,
      this.page.canAdd() || state === "refused"
        ? button("pencil", t("Change"), () => this.#edit(item))
        : null,
    ];
  }

  #edit(item) {
    const { project } = this.page;
    this.#editing = item;
    fieldError("edit-data", "");
    if (project.type === "text") one("#edit-data").value = item.data;
    else if (project.type === "numbers") this.#editValues(item);
    else fill(one("#edit-what"), this.#view(item));
    one("#edit-labels").replaceChildren(
      ...project.labels.map((label, index) => this.#choice(label, index, item)),
    );
    dialog.showModal();
  }

  #editValues(item) {
    const changed = () => fieldError("edit-data", "");
    this.#values = numbersInput({ project: this.page.project, id: "edit", changed });
    this.#values.set(valuesOf(item));
    fill(one("#edit-what"), this.#values.element);
  }

  // What is to be sent of the example itself, and what is wrong with it.
  #edited(form) {
    const { type } = this.page.project;
    if (type === "text") {
      const data = form.get("data").trim();
      return data ? { data } : { wrong: t("Write something first.") };
    }
    if (type !== "numbers") return {};
    const [item] = this.#values.items();
    return item ? { data: item.data } : { wrong: this.#values.missing() };
  }

  #choice(label, index, item) {
    const input = make("input", { type: "radio", name: "label", value: label.id });
    input.checked = label.id === item.label;
    const words = make("span", {}, shape(index), make("bdi", {}, label.name));
    return make("label", { class: `choice ${mark(index).cls}` }, input, words);
  }

  async #save(form) {
    const item = this.#editing;
    const { wrong, ...edited } = this.#edited(form);
    if (wrong) return fieldError("edit-data", wrong);
    const change = { ...edited, label: form.get("label") ?? item.label };
    if (this.#inQueue(item)) this.page.queue.change(item.id, change);
    else {
      try {
        this.safe(await api("PATCH", `${this.path}/${item.id}`, change));
      } catch (problem) {
        return fieldError("edit-data", problem.message);
      }
    }
    return dialog.close();
  }

  async #remove(item) {
    const next = this.#rows.get(item.id)?.nextElementSibling ?? list;
    const data = await this.#copy(item);
    if (this.#inQueue(item)) this.page.queue.remove(item.id);
    else {
      try {
        await api("DELETE", `${this.path}/${item.id}`);
      } catch (problem) {
        if (problem.status !== 404) return tell("bad", problem.message);
      }
      this.#stored.delete(item.id);
      this.draw();
    }
    const { label, preview } = item;
    const undo = () => this.page.queue.add({ label, data, preview });
    tell("info", t("Taken back."), data === null ? null : [t("Undo"), undo]);
    return one("button", next)?.focus();
  }

  // What "Undo" would send again: the box forgets the picture or sound with its example.
  async #copy(item) {
    if (item.parcel) return this.page.queue.file(item.id);
    if (!item.file) return item.data;
    try {
      return await dataUrl(await (await fetch(item.file)).blob());
    } catch {
      return null;
    }
  }

  #inQueue(item) {
    return this.page.queue.items().some((each) => each.id === item.id);
  }
}

dialogs();
