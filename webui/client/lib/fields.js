// The fields of a numbers project: an editor in which 1 to 10 of them are named, each a number or a
// choice of 2 to 9 words. What is wrong is said under the field, as the box would say it.

import { arrange, fill, icon, make, one, say } from "./dom.js";
import { nt, number, t } from "./text.js";

/** How many fields a project may have. */
export const MOST_FIELDS = 10;
/** How many words a choice may have. */
export const CHOICES = { least: 2, most: 9 };
const NAME = 12; // characters of a field's name, as on the box
const WORD = 30; // and of a choice

const folded = (text) => text.trim().toLowerCase();

/** Read the words of a choice as they are typed: parted by commas, semicolons or lines. */
export function choicesOf(text) {
  const words = text.split(/[,;\n]/).map((each) => each.trim());
  const first = (word) => words.findIndex((each) => folded(each) === folded(word));
  return words.filter((word, at) => word && first(word) === at);
}

/** Say what is wrong with one of `fields`, or "" where it is fine. */
export function fieldProblem(field, fields) {
  if (!field.name) return t("Give it a name.");
  if (fields.some((each) => each !== field && folded(each.name) === folded(field.name)))
    return t("Another one has this name already.");
  if (field.kind !== "choice") return "";
  const { least, most } = CHOICES;
  if (field.choices.length < least) return t("Write two words or more, with commas between them.");
  if (field.choices.length > most)
    return nt("At most %(n)s word, please.", "At most %(n)s words, please.", most);
  if (field.choices.some((word) => word.length > WORD)) return t("One of these words is too long.");
  return "";
}

let count = 0;

// One field: its name, what it is, and the words of a choice.
class Row {
  constructor({ name = "", kind = "number", choices = [] }, place, on) {
    const id = `field-${++count}`;
    this.name = make("input", { class: "input", maxlength: String(NAME), autocomplete: "off" });
    this.name.value = name;
    const option = (value, text) => make("option", { value, selected: value === kind }, text);
    const kinds = [option("number", t("a number")), option("choice", t("a choice of words"))];
    this.kind = make("select", { class: "input" }, ...kinds);
    this.choices = make("input", { class: "input", id: `${id}-choices`, autocomplete: "off" });
    this.choices.value = choices.join(", ");
    this.choices.placeholder = t("red, green, blue");
    const label = make("label", { for: `${id}-choices` }, t("Words to choose from"));
    this.words = make("div", { class: "field field-choices" }, label, this.choices);
    this.wrong = make("p", { class: "field-error", id: `${id}-error`, hidden: true }, make("span"));
    this.remove = make("button", { type: "button", class: "button button-quiet button-icon" });
    this.remove.append(icon("bin"));
    const line = make("div", { class: "field-line" }, this.name, this.kind, this.remove);
    this.element = make("li", { class: "field-row" }, line, this.words, this.wrong);
    this.remove.addEventListener("click", () => on.remove(this));
    for (const each of [this.name, this.kind, this.choices]) {
      each.setAttribute("aria-describedby", `${id}-error`);
      each.addEventListener("input", () => on.change(this));
    }
    this.call(place);
    this.settle();
  }

  // What it is called aloud: its place, which changes when another one goes.
  call(place) {
    const values = { n: number(place) };
    this.name.placeholder = t("Name of field %(n)s", values);
    this.name.setAttribute("aria-label", t("Name of field %(n)s", values));
    this.kind.setAttribute("aria-label", t("What field %(n)s is", values));
    this.remove.setAttribute("aria-label", t("Remove field %(n)s", values));
  }

  settle() {
    this.words.hidden = this.kind.value !== "choice";
  }

  get value() {
    const kind = this.kind.value;
    const choices = kind === "choice" ? choicesOf(this.choices.value) : [];
    return { name: this.name.value.trim(), kind, choices };
  }

  complain(text) {
    this.wrong.hidden = !text;
    say(one("span", this.wrong), text);
    const input = !this.value.name || this.words.hidden ? this.name : this.choices;
    for (const each of [this.name, this.choices]) each.removeAttribute("aria-invalid");
    if (text) input.setAttribute("aria-invalid", "true");
    return text ? input : null;
  }
}

/**
 * Make the editor of a project's fields, with `fields` (`[{name, kind, choices}]`) to begin with.
 * Gives `element`; `read()`, the fields if all are fine, else null after saying what is wrong and
 * going there; and `fill(fields)`. `onChange()` is called at each change.
 */
export function fieldsEditor({ fields = [{}, {}], onChange = () => {} } = {}) {
  const list = make("ol", { class: "field-rows" });
  const more = make("button", { type: "button", class: "button button-quiet" });
  more.append(icon("plus"), t("One more field"));
  const element = make("div", { class: "stack stack-small fields" }, list, more);
  let rows = [];

  function draw() {
    arrange(
      list,
      rows.map((row) => row.element),
    );
    for (const [at, row] of rows.entries()) {
      row.call(at + 1);
      row.remove.hidden = rows.length < 2;
    }
    more.hidden = rows.length >= MOST_FIELDS;
    onChange();
  }
  const on = {
    change(row) {
      row.settle();
      row.complain("");
      onChange();
    },
    remove(row) {
      const at = rows.indexOf(row);
      rows = rows.filter((each) => each !== row);
      draw();
      rows[Math.min(at, rows.length - 1)].name.focus();
    },
  };
  const add = (field) => rows.push(new Row(field, rows.length + 1, on));
  more.addEventListener("click", () => {
    add({});
    draw();
    rows.at(-1).name.focus();
  });
  const editor = {
    element,
    fill(wanted) {
      rows = [];
      fill(list);
      for (const field of wanted.length ? wanted : [{}]) add(field);
      draw();
    },
    read() {
      const found = rows.map((row) => row.value);
      const wrong = rows.map((row, at) => row.complain(fieldProblem(found[at], found)));
      wrong.find(Boolean)?.focus();
      return wrong.some(Boolean) ? null : found;
    },
  };
  editor.fill(fields);
  return editor;
}
