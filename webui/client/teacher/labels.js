// The labels of a project: shape, name and live bar; add, rename and remove in place.

import { fill, icon, make, one, onSubmit, say, shape } from "../lib/dom.js";
import { mark } from "../lib/labels.js";
import { nt, number, t } from "../lib/text.js";
import { ask, attempt } from "./ask.js";
import { confirm } from "./dialog.js";
import { needs } from "./steps.js";

const NOISE = "_background_noise_";

/** A round button with a drawing, and its name for those who do not see it. */
export function iconButton(drawing, name, onclick) {
  const button = make("button", {
    type: "button",
    class: "button button-quiet button-icon",
    onclick,
  });
  button.append(icon(drawing));
  button.setAttribute("aria-label", name);
  button.title = name;
  return button;
}

class Labels {
  constructor(state, { least, path }) {
    Object.assign(this, { state, least, path });
    this.list = one("#labels");
    this.form = one("#label-add");
    this.rows = new Map();
    onSubmit(this.form, () => this.add());
    state.on((now, changed) => {
      if (changed.project) this.drawRows(now.project.labels);
      if (changed.project || changed.counts) this.drawCounts(now);
    });
  }

  drawRows(labels) {
    const key = JSON.stringify(labels);
    if (this.list.dataset.key === key || this.editing) return;
    this.list.dataset.key = key;
    this.rows = new Map(labels.map((label, index) => [label.id, this.row(label, index)]));
    fill(this.list, ...[...this.rows.values()].map((row) => row.element));
    one("#labels-empty").hidden = labels.length > 0;
  }

  row(label, index) {
    const hint = make("span", { class: "label-hint small" });
    const words = make("span", { class: "label-words" }, make("bdi", {}, label.name), " ", hint);
    const name = make("span", { class: "label-name" }, shape(index), words);
    const count = make("b", { class: "label-count" }, "0");
    const fillBar = make("div", { class: "bar-fill" });
    const bar = make("div", { class: "bar-track", "aria-hidden": "true" }, fillBar);
    const rename = iconButton("pencil", t("Rename %(label)s", { label: label.name }), () =>
      this.rename(label),
    );
    const remove = iconButton("bin", t("Remove %(label)s", { label: label.name }), () =>
      this.remove(label),
    );
    const buttons = make("span", { class: "label-buttons" }, rename, remove);
    // Every sounds project has background noise: the box needs to know what no answer sounds like.
    buttons.hidden = label.id === NOISE;
    const cls = `label-row ${mark(index).cls}`;
    const element = make("li", { class: cls }, name, count, buttons, bar);
    return { element, name, count, fillBar, hint, rename, index };
  }

  drawCounts({ project, counts }) {
    const most = Math.max(this.least, ...project.labels.map((each) => counts.labels[each.id] ?? 0));
    for (const label of project.labels) {
      const row = this.rows.get(label.id);
      if (!row) continue;
      const count = counts.labels[label.id] ?? 0;
      say(row.count, number(count));
      row.fillBar.style.setProperty("--share", String(count / most));
      row.fillBar.hidden = count === 0;
      say(row.hint, needs(count, this.least));
    }
    const people = nt("%(n)s person", "%(n)s people", counts.contributors);
    const total = nt("%(n)s example", "%(n)s examples", counts.total);
    say(one("#labels-total"), t("%(total)s from %(people)s", { total, people }));
  }

  /** Put the cursor where a new label is typed. */
  focus() {
    one("input", this.form).focus();
  }

  async add() {
    const input = one("input", this.form);
    const name = input.value.trim();
    if (!name) return input.focus();
    const work = () => ask("POST", `${this.path}/labels`, { name });
    const label = await attempt(work, { button: one("button", this.form) });
    input.focus();
    if (!label) return undefined;
    input.value = "";
    const { project } = this.state.state;
    if (project.labels.some((each) => each.id === label.id)) return undefined;
    return this.change([...project.labels, { id: label.id, name: label.name }]);
  }

  change(labels) {
    this.state.set({ project: { ...this.state.state.project, labels } });
  }

  rename(label) {
    const { element, name, index } = this.rows.get(label.id);
    this.editing = true;
    const input = make("input", { class: "input", value: label.name, maxlength: "30" });
    input.setAttribute("aria-label", t("New name of %(label)s", { label: label.name }));
    const save = make("button", { class: "button" }, t("Save"));
    const cancel = make(
      "button",
      { type: "button", class: "button button-quiet", onclick: () => done() },
      t("Cancel"),
    );
    const form = make("form", { class: "label-edit" }, shape(index), input, save, cancel);
    const done = () => {
      this.editing = false;
      this.list.dataset.key = "";
      this.drawRows(this.state.state.project.labels);
      this.drawCounts(this.state.state);
      this.rows.get(label.id)?.rename.focus();
    };
    form.addEventListener("keydown", (event) => event.key === "Escape" && done());
    onSubmit(form, async () => {
      const wanted = input.value.trim();
      if (!wanted || wanted === label.name) return done();
      const path = `${this.path}/labels/${encodeURIComponent(label.id)}`;
      const saved = await attempt(() => ask("PATCH", path, { name: wanted }), { button: save });
      if (!saved) return input.focus();
      const renamed = (each) => (each.id === label.id ? { ...each, name: saved.name } : each);
      this.change(this.state.state.project.labels.map(renamed));
      return done();
    });
    element.classList.add("editing");
    name.replaceWith(form);
    input.select();
  }

  async remove(label) {
    const { project, counts } = this.state.state;
    const count = counts.labels[label.id] ?? 0;
    const goes = count
      ? nt("%(n)s example goes with it, for good.", "%(n)s examples go with it, for good.", count)
      : t("It has no examples yet.");
    const title = t("Remove the label %(label)s?", { label: label.name });
    const sure = await confirm({ title, text: goes, action: t("Remove"), danger: true });
    if (!sure) return;
    const path = `${this.path}/labels/${encodeURIComponent(label.id)}`;
    const undo = () => this.change(project.labels);
    this.change(project.labels.filter((each) => each.id !== label.id));
    this.focus();
    await attempt(() => ask("DELETE", path), { undo });
  }
}

/** Draw the labels and let them be changed; gives `focus()` for the box of a new one. */
export function mountLabels(state, options) {
  return new Labels(state, options);
}
