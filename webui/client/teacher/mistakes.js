// The examples behind one number of the table, in a dialog.

import { fill, make } from "../lib/dom.js";
import { t } from "../lib/text.js";
import { ask, attempt } from "./ask.js";
import { open } from "./dialog.js";
import { exampleBody } from "./example-row.js";
import { sureness } from "./voices.js";

const MOST = 60; // examples that one dialog shows

function row(project, { example, confidence }) {
  const who = make("bdi", {}, example.name);
  const sure = t("the box was %(sure)s", { sure: sureness(confidence) });
  const about = make("p", { class: "small soft row" }, who, make("span", {}, sure));
  return make("li", { class: "behind" }, exampleBody(project, example), about);
}

function titleOf(from, to) {
  const values = { from: from.name, to: to.name };
  return from.id === to.id
    ? t("%(from)s, and the box said so", values)
    : t("%(from)s, but the box said %(to)s", values);
}

/** Show which examples of label `from` a version took for label `to`. */
export async function showMistakes(state, { path, version, from, to }) {
  const list = make("ul", { class: "behinds", "data-type": state.state.project.type });
  const says = make("p", { role: "status" }, t("Looking …"));
  const shown = open({ title: titleOf(from, to), content: [says, list] });
  const query = new URLSearchParams({ label: from.id, guess: to.id, limit: String(MOST) });
  const work = () => ask("GET", `${path}/models/${version}/mistakes?${query}`);
  const found = await attempt(work);
  const examples = found?.examples ?? [];
  fill(list, ...examples.map((each) => row(state.state.project, each)));
  says.hidden = examples.length > 0;
  if (found) fill(says, t("These examples have been changed or deleted since."));
  return shown;
}
