// What only the owner of a private project does: labels, its name, its end.

import { api } from "../lib/api.js";
import { fieldError, icon, make, one, onSubmit, say, shape } from "../lib/dom.js";
import { BACKGROUND } from "../lib/labels.js";
import { t } from "../lib/text.js";

async function attempt(field, work) {
  try {
    await work();
    fieldError(field, "");
    return true;
  } catch (problem) {
    fieldError(field, problem.message);
    return false;
  }
}

/** Bring the dialogs to life; `page.refresh()` fetches the project anew. */
export function startOwning(page) {
  if (!one("#labels-dialog")) return;
  const path = `/projects/${page.project.id}`;
  onSubmit(one("#label-form"), (form) => addLabel(page, path, form));
  onSubmit(one("#rename-form"), (form) =>
    attempt("rename-name", async () => {
      await api("PATCH", path, { name: form.get("name") });
      await page.refresh();
      one("#settings-dialog").close();
    }),
  );
  one("#delete-button").addEventListener("click", () => {
    one("#delete-sure").hidden = false;
    one("#delete-sure").focus();
  });
  one("#delete-sure").addEventListener("click", () =>
    attempt("rename-name", async () => {
      await api("DELETE", path);
      location.assign("/projects");
    }),
  );
}

async function addLabel(page, path, form) {
  const input = one("#label-name");
  await attempt("label-name", async () => {
    await api("POST", `${path}/labels`, { name: form.get("name") });
    if (input.value === form.get("name")) input.value = ""; // the next one may be typed already
    await page.refresh();
  });
  input.focus();
}

/** Show the labels in their dialog, each with a name to change and a way to remove it. */
export function drawLabels(page) {
  const list = one("#label-list");
  if (!list) return;
  one("#change-labels").classList.toggle("button-primary", page.project.labels.length === 0);
  say(
    one("#change-labels").lastChild,
    page.project.labels.length ? t("Add or change labels") : t("Add your first label"),
  );
  const now = JSON.stringify(page.project.labels);
  if (list.dataset.drawn === now) return;
  list.dataset.drawn = now;
  list.replaceChildren(...page.project.labels.map((label, index) => row(page, label, index)));
}

function row(page, label, index) {
  if (label.id === BACKGROUND) return fixedRow(label, index);
  const path = `/projects/${page.project.id}/labels/${encodeURIComponent(label.id)}`;
  const name = make("input", {
    class: "input",
    value: label.name,
    maxlength: "30",
    dir: "auto",
    "aria-label": t("Name of label %(n)s", { n: index + 1 }),
    onchange: () =>
      attempt("label-name", async () => {
        await api("PATCH", path, { name: name.value });
        await page.refresh();
      }),
  });
  return make("li", { class: "row nowrap" }, shape(index), name, removal(page, label, path));
}

function fixedRow(label, index) {
  const words = make("bdi", { class: "grow" }, label.name);
  return make("li", { class: "row nowrap label-fixed" }, shape(index), words, icon("lock"));
}

// Removing takes the examples of the label along: the button asks once more.
function removal(page, label, path) {
  const words = t("Remove %(name)s", { name: label.name });
  const button = make(
    "button",
    { type: "button", class: "button button-quiet button-icon", title: words },
    icon("bin"),
    make("span", { class: "unseen" }, words),
  );
  button.addEventListener("click", () => {
    if (!button.dataset.sure && (page.counts.labels[label.id] ?? 0) > 0) {
      button.dataset.sure = "yes";
      button.className = "button button-danger";
      say(button.lastChild, t("Remove with its examples?"));
      button.lastChild.className = "";
      return;
    }
    attempt("label-name", async () => {
      await api("DELETE", path);
      await page.refresh();
    });
  });
  return button;
}
