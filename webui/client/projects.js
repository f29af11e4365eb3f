// A student's home: when the teacher starts, renames or moves on a project, the page shows it.

import { api } from "./lib/api.js";
import { all, fieldError, one, onSubmit } from "./lib/dom.js";
import { fieldsEditor } from "./lib/fields.js";

const EVERY = 8000; // ms, spread so that a class does not ask all at once
const input = one("#name");
let known = null;

const sign = (projects) =>
  JSON.stringify(projects.map(({ id, name, phase, model }) => [id, name, phase, model]));

async function look() {
  if (document.hidden) return;
  try {
    const { projects } = await api("GET", "/projects");
    const now = sign(projects);
    if (known !== null && now !== known && !input.value) location.reload();
    known = now;
  } catch (problem) {
    if (problem.status === 401) location.assign("/");
  }
}

function again() {
  setTimeout(() => look().finally(again), EVERY * (0.75 + Math.random() / 2));
}

// --- a project of one's own ---

const form = one("#new-project");
const editor = fieldsEditor({ fields: [{ kind: "number" }, { kind: "number" }] });

// Show of the form only what a project of this type needs.
function suit() {
  const type = one("[name=type]:checked", form).value;
  for (const part of all("[data-for]", form)) part.hidden = part.dataset.for !== type;
}

async function create(data) {
  const body = { name: data.get("name").trim(), type: data.get("type") };
  if (body.type === "text") body.language = document.documentElement.lang;
  if (body.type === "numbers") body.fields = editor.read();
  if (body.fields === null) return; // the editor has said what is wrong
  try {
    const made = await api("POST", "/projects", body);
    location.assign(`/projects/${made.id}`);
  } catch (problem) {
    fieldError("name", problem.message);
    input.focus();
  }
}

one("#new-fields").append(editor.element);
for (const radio of all("[name=type]", form)) radio.addEventListener("change", suit);
suit();
onSubmit(form, create);

look();
again();
document.addEventListener("visibilitychange", look);
