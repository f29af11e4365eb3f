// The list of examples: filter, hide, restore, move, delete; new ones arrive by themselves.

import { chip, fill, make, one, say } from "../lib/dom.js";
import { labelsById } from "../lib/labels.js";
import { nt, t } from "../lib/text.js";
import { ask, attempt } from "./ask.js";
import { choose, confirm } from "./dialog.js";
import { exampleName } from "./example-name.js";
import { ExamplePages } from "./example-pages.js";
import { exampleBody, exampleRow } from "./example-row.js";

const option = (value, text) => make("option", { value }, text);

function refill(select, options) {
  const key = JSON.stringify(options);
  if (select.dataset.key === key) return;
  select.dataset.key = key;
  const { value } = select;
  fill(select, ...options.map(([id, text]) => option(id, text)));
  if (options.some(([id]) => id === value)) select.value = value;
}

class Examples {
  constructor(state, { path }) {
    Object.assign(this, { state, path, waiting: new Map() });
    this.root = one("#examples");
    this.list = one("#example-list");
    this.pages = new ExamplePages(ask, path);
    this.rows = new Map();
    this.byLabel = one("#filter-label");
    this.byPerson = one("#filter-contributor");
    for (const each of [this.byLabel, this.byPerson]) {
      each.addEventListener("change", () => this.load());
    }
    one("#examples-more").addEventListener("click", (event) => this.more(event.currentTarget));
    one("#examples-new").addEventListener("click", () => this.showWaiting());
    state.on((now, changed) => this.follow(now, changed));
    this.load();
  }

  follow({ project }, changed) {
    if (changed.project) {
      this.labels = labelsById(project.labels);
      const names = project.labels.map((label) => [label.id, label.name]);
      refill(this.byLabel, [["", t("All labels")], ...names]);
      this.heads(project);
      const looks = JSON.stringify([names, project.fields]);
      if (this.looks !== undefined && this.looks !== looks) this.redrawAll();
      this.looks = looks;
    }
    if (changed.students || changed.project) this.people(this.state.state.students ?? []);
  }

  // A table's columns are named once above it, and in each row for who hears it.
  heads({ type, fields }) {
    const heads = one("#example-heads");
    heads.hidden = type !== "numbers" || fields.length === 0;
    if (!heads.hidden) fill(heads, ...fields.map((each) => make("span", {}, each.name)));
    for (const each of [heads, this.list])
      each.style.setProperty("--fields", String(fields?.length ?? 1));
  }

  /** Show the examples of one person only, and go there. */
  only(contributor) {
    this.byPerson.value = contributor;
    this.root.open = true;
    this.root.scrollIntoView({ block: "start" });
    this.byPerson.focus({ preventScroll: true });
    this.load();
  }

  people(students) {
    const names = students.map((each) => [each.id, each.name]);
    refill(this.byPerson, [["", t("Everyone")], ["teacher", t("Teacher")], ...names]);
  }

  async load() {
    const filter = { label: this.byLabel.value, contributor: this.byPerson.value };
    this.waiting.clear();
    this.root.setAttribute("aria-busy", "true");
    await attempt(() => this.pages.start(filter));
    this.root.removeAttribute("aria-busy");
    this.redrawAll();
  }

  async more(button) {
    await attempt(() => this.pages.older(), { button });
    this.draw();
  }

  redrawAll() {
    this.rows.clear();
    this.draw();
  }

  row(example) {
    const known = this.rows.get(example.id);
    const key = JSON.stringify(example);
    if (known?.key === key) return known.element;
    const on = {
      move: (each) => this.move(each),
      hide: (each) => this.hide(each),
      remove: (each) => this.remove(each),
    };
    const element = exampleRow(this.project, example, this.labels.get(example.label), on);
    this.rows.set(example.id, { key, element });
    return element;
  }

  draw() {
    const all = this.pages.all;
    const focus = this.focused();
    const wanted = all.map((example) => this.row(example));
    for (const [place, element] of wanted.entries()) {
      const there = this.list.children[place];
      if (there !== element) this.list.insertBefore(element, there ?? null);
    }
    while (this.list.children.length > wanted.length) this.list.lastChild.remove();
    this.refocus(focus);
    one("#examples-more").hidden = !this.pages.more;
    one("#examples-none").hidden = all.length > 0;
    const filtered = Boolean(this.pages.filter.label || this.pages.filter.contributor);
    const none = filtered
      ? t("No example is like that.")
      : t("No examples yet. They appear here by themselves.");
    say(one("#examples-none"), none);
    this.drawWaiting();
  }

  // Rows are made anew when they change: the same button of the same row keeps the focus, and
  // where its row is gone, the next row takes it.
  focused() {
    const row = document.activeElement?.closest?.(".example");
    if (!row || !this.list.contains(row)) return null;
    const place = [...this.list.children].indexOf(row);
    const button = [...row.querySelectorAll("button")].indexOf(document.activeElement);
    return { id: row.dataset.id, place, button };
  }

  refocus(focus) {
    if (!focus || this.list.contains(document.activeElement)) return;
    const row =
      this.rowOf(focus.id) ?? this.list.children[focus.place] ?? this.list.lastElementChild;
    (row?.querySelectorAll("button")[Math.max(0, focus.button)] ?? this.byLabel).focus();
  }

  rowOf(id) {
    return this.list.querySelector(`[data-id="${CSS.escape(id)}"]`);
  }

  /** Take in a live example: new or changed. The list does not move under the teacher's finger. */
  take(example) {
    if (example.state === "deleted") return this.forget(example.id);
    if (this.pages.byId.has(example.id)) {
      if (this.pages.put(example)) this.draw();
    } else if (this.pages.fits(example) && this.isNewer(example)) {
      this.waiting.set(example.id, example);
      if (this.busy()) this.drawWaiting();
      else this.showWaiting();
    }
    return undefined;
  }

  forget(id) {
    this.waiting.delete(id);
    if (this.pages.drop(id)) this.draw();
    else this.drawWaiting();
  }

  // An older one that is not loaded yet comes with its page.
  isNewer({ seq }) {
    const oldest = this.pages.all.at(-1)?.seq ?? 0;
    return !this.pages.more || seq > oldest;
  }

  busy() {
    const hover = matchMedia("(hover: hover)").matches && this.list.matches(":hover");
    return (
      hover ||
      this.list.contains(document.activeElement) ||
      Boolean(document.querySelector("dialog"))
    );
  }

  drawWaiting() {
    const button = one("#examples-new");
    button.hidden = this.waiting.size === 0;
    say(button, nt("Show %(n)s new example", "Show %(n)s new examples", this.waiting.size));
  }

  showWaiting() {
    for (const example of this.waiting.values()) this.pages.put(example);
    const asked = document.activeElement === one("#examples-new");
    this.waiting.clear();
    this.draw();
    if (asked) this.list.querySelector("button")?.focus();
  }

  get project() {
    return this.state.state.project;
  }

  address({ id }) {
    return `${this.path}/examples/${id}`;
  }

  async change(example, values) {
    const show = (each) => {
      this.pages.put(each);
      this.draw();
    };
    show({ ...example, ...values });
    const work = () => ask("PATCH", this.address(example), values);
    const saved = await attempt(work, { undo: () => show(example) });
    if (saved) show(saved);
  }

  hide(example) {
    this.change(example, { state: example.state === "hidden" ? "shown" : "hidden" });
  }

  async move(example) {
    const labels = this.project.labels.map((label, index) => ({ ...label, index }));
    const others = labels.filter((label) => label.id !== example.label);
    const options = others.map((each) => ({
      value: each.id,
      content: chip(each.name, each.index),
    }));
    const title = t("Move %(example)s to …", { example: exampleName(this.project, example) });
    const label = await choose({ title, options });
    if (label) await this.change(example, { label });
  }

  async remove(example) {
    const title = t("Delete this example for good?");
    const text = [
      exampleBody(this.project, example),
      t("To keep it without using it, hide it instead."),
    ];
    if (!(await confirm({ title, text, action: t("Delete"), danger: true }))) return;
    this.forget(example.id);
    const undo = () => {
      this.pages.put(example);
      this.draw();
    };
    await attempt(() => ask("DELETE", this.address(example)), { undo });
  }

  /** Take in one that the teacher has just added. */
  added(example) {
    this.pages.put(example);
    this.draw();
  }
}

/** Draw the list of examples; gives `take(example)` for live ones, `load()` to begin anew. */
export function mountExamples(state, options) {
  return new Examples(state, options);
}
