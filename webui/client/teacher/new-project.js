// A new project with its type, labels and fields in one go.

import { all, fill, make, one, onSubmit } from "../lib/dom.js";
import { fieldsEditor } from "../lib/fields.js";
import { number, t } from "../lib/text.js";
import { ask, attempt } from "./ask.js";
import { languages } from "./languages.js";

const BEGINS = [
  { name: "", kind: "number" },
  { name: "", kind: "number" },
];

function labelField(place) {
  const input = make("input", {
    class: "input",
    name: "label",
    maxlength: "30",
    autocomplete: "off",
  });
  input.setAttribute("aria-label", t("Label %(n)s", { n: number(place) }));
  input.placeholder = t("Label %(n)s", { n: number(place) });
  return make("li", {}, input);
}

function grow(list) {
  const field = labelField(list.children.length + 1);
  list.append(field);
  return field.firstElementChild;
}

// Enter goes on to the next label, as on a list on paper; the last empty one sends the form.
function onEnter(event, list) {
  if (event.key !== "Enter" || !event.target.value.trim()) return;
  event.preventDefault();
  const next = event.target.closest("li").nextElementSibling?.firstElementChild;
  (next ?? grow(list)).focus();
}

/** Show of the form only what a project of `type` needs. */
function suit(form, type) {
  for (const part of all("[data-for]", form)) part.hidden = part.dataset.for !== type;
}

function read(form, editor) {
  const data = new FormData(form);
  const type = data.get("type");
  const labels = data.getAll("label").map((each) => each.trim());
  const project = {
    name: data.get("name").trim(),
    type,
    crowd_sourced: data.get("whose") === "class",
    labels: labels.filter(Boolean),
  };
  if (type === "text") project.language = data.get("language") ?? "";
  if (type === "numbers") project.fields = editor.read();
  return project;
}

async function create(form, editor) {
  const body = read(form, editor);
  if (!body.name) return one("[name=name]", form).focus();
  if (body.fields === null) return undefined; // the editor has said what is wrong
  const work = () => ask("POST", "/projects", body);
  const project = await attempt(work, { button: one("[type=submit]", form) });
  if (project) location.assign(`/teacher/projects/${project.id}`);
  return undefined;
}

function fillLanguages(select) {
  const first = select.dataset.language;
  const options = languages(first).map(([code, name]) => make("option", { value: code }, name));
  fill(select, ...options);
}

/** Bring the form for a new project to life. */
export function mountNewProject() {
  const form = one("#new-project");
  const list = one("#new-labels");
  const editor = fieldsEditor({ fields: BEGINS });
  one("#new-fields").append(editor.element);
  fillLanguages(one("#new-language"));
  for (let n = 0; n < 2; n += 1) grow(list);
  list.addEventListener("keydown", (event) => onEnter(event, list));
  one("#new-label").addEventListener("click", () => grow(list).focus());
  one("#project-begin").addEventListener("click", () => one("#new-name").focus());
  for (const radio of all("[name=type]", form)) {
    radio.addEventListener("change", () => suit(form, radio.value));
  }
  // Where the browser fills a form in again after "back", it says which type that was.
  suit(form, one("[name=type]:checked", form).value);
  onSubmit(form, () => create(form, editor));
}
