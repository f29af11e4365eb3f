// Try the model: something new goes in, a label comes out, with how sure it is and why.

import { api } from "../lib/api.js";
import { dataForm } from "../lib/capture/form.js";
import { fieldError, fill, make, one, onSubmit, say } from "../lib/dom.js";
import { networks } from "../lib/networks.js";
import { t } from "../lib/text.js";
import { answerParts } from "./answer.js";

const section = one("#try");
const answer = one("#answer");
let usesTold = false;

async function predict(project, given) {
  const path = `/projects/${project.id}/predict`;
  const prediction = await api("POST", path, { data: given.data }, { seconds: 90 });
  fill(answer, ...answerParts(project, given, prediction));
  answer.hidden = false;
}

async function askText(page, data) {
  fieldError("try-data", data ? "" : t("Write something first."));
  if (!data) return one("#try-data").focus();
  const button = one("#try-button");
  button.disabled = true;
  try {
    await predict(page.project, { data });
  } catch (problem) {
    answer.hidden = true;
    fieldError("try-data", problem.message);
  } finally {
    button.disabled = false;
  }
}

async function askOther(page, given) {
  fill(answer, make("p", { class: "soft" }, t("The model is thinking …")));
  answer.hidden = false;
  try {
    await predict(page.project, given);
  } catch (problem) {
    answer.hidden = true;
    throw problem;
  }
}

/** Bring the section to life; `page.project` is the project as it is now. */
export function startTrying(page) {
  const form = one("#try-form");
  if (page.project.type === "text")
    return onSubmit(form, (data) => askText(page, data.get("data").trim()));
  const other = dataForm(page.project, { onData: (given) => askOther(page, given) });
  other.classList.add("try-other");
  return form.replaceWith(other);
}

// A small line under the form, once there is something to try.
async function tellUses({ type, language }) {
  usesTold = true;
  try {
    const { types } = await api("GET", `/learning?language=${language ?? ""}`);
    const mine = types.find((each) => each.type === type);
    const { uses, missing } = networks(mine);
    const known = mine.uses === "none" ? uses : t("This box uses %(what)s", { what: uses });
    say(one("#try-uses"), `${known} ${missing}`.trim());
  } catch {
    usesTold = false; // it is an extra: trying works without it
  }
}

/** Show the section when there is a model to try; it is the main thing once the class uses it. */
export function drawTry(project, main) {
  section.hidden = !project.model;
  const button = one("#try-button") ?? one(".try-other > .button");
  button?.classList.toggle("button-primary", main);
  if (project.model && !usesTold) tellUses(project);
}
