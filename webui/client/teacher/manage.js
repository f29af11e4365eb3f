// The project itself: rename, download, close, delete.

import { one, say } from "../lib/dom.js";
import { nt, t } from "../lib/text.js";
import { ask, attempt, download } from "./ask.js";
import { confirm, prompt } from "./dialog.js";
import { good } from "./notice.js";

async function rename(state, path) {
  const { project } = state.state;
  const title = t("Rename the project");
  const asked = { title, label: t("Name"), value: project.name, action: t("Save"), max: 36 };
  const name = await prompt(asked);
  if (!name || name === project.name) return;
  const changed = await attempt(() => ask("PATCH", path, { name }));
  if (changed?.id) state.set({ project: changed });
}

async function remove(state, path) {
  const { project, counts } = state.state;
  const title = t("Delete %(name)s for good?", { name: project.name });
  const examples = nt("%(n)s example goes with it.", "%(n)s examples go with it.", counts.total);
  const text = [examples, t("Download it first if you may want it again.")];
  if (!(await confirm({ title, text, action: t("Delete for good"), danger: true }))) return;
  if (await attempt(() => ask("DELETE", path))) location.assign("/teacher");
}

/** Name a zip file: any script is fine, but for what file systems keep to themselves. */
export function fileName(name) {
  return `${name.replace(/[\\/:*?"<>|.]+/g, " ").trim() || "project"}.zip`;
}

/** Close the project to students, or open it again. */
export async function setClosed(state, path, closed, button) {
  const { project } = state.state;
  const undo = () => state.set({ project });
  state.set({ project: { ...project, closed } });
  const done = await attempt(() => ask("PATCH", path, { closed }), { button, undo });
  if (done) good(closed ? t("The project is closed.") : t("The project is open again."));
}

/** Bring the buttons under "This project" to life. */
export function mountManage(state, { path }) {
  one("#project-rename").addEventListener("click", () => rename(state, path));
  one("#project-download").addEventListener("click", (event) => {
    const work = () => download(`${path}/export`, fileName(state.state.project.name));
    attempt(work, { button: event.currentTarget });
  });
  const close = one("#project-close");
  close.addEventListener("click", () => setClosed(state, path, !state.state.project.closed, close));
  one("#project-delete").addEventListener("click", () => remove(state, path));
  state.on(({ project }) => {
    say(one("#project-name"), project.name);
    say(close, project.closed ? t("Open the project again") : t("Close the project"));
    one("#project-closed").hidden = !project.closed;
    document.title = document.title.replace(/^.*?( · |$)/, `${project.name}$1`);
  });
}
