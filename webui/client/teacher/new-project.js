// A new project with its labels in one go.

import { make, one, onSubmit } from "../lib/dom.js";
import { number, t } from "../lib/text.js";
import { ask, attempt } from "./ask.js";

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

async function create(form) {
  const data = new FormData(form);
  const name = data.get("name").trim();
  if (!name) return one("[name=name]", form).focus();
  const labels = data
    .getAll("label")
    .map((each) => each.trim())
    .filter(Boolean);
  const crowd = data.get("whose") === "class";
  const body = { name, type: "text", crowd_sourced: crowd, labels };
  const project = await attempt(() => ask("POST", "/projects", body), {
    button: one("[type=submit]", form),
  });
  if (project) location.assign(`/teacher/projects/${project.id}`);
  return undefined;
}

/** Bring the form for a new project to life. */
export function mountNewProject() {
  const form = one("#new-project");
  const list = one("#new-labels");
  for (let n = 0; n < 2; n += 1) grow(list);
  list.addEventListener("keydown", (event) => onEnter(event, list));
  one("#new-label").addEventListener("click", () => grow(list).focus());
  one("#project-begin").addEventListener("click", () => one("#new-name").focus());
  onSubmit(form, () => create(form));
}
