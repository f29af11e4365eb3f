// The training as it goes on, for everybody; the owner of a project starts and stops it.

import { api } from "../lib/api.js";
import { one, say } from "../lib/dom.js";
import { active, ending, far, stage } from "../lib/progress.js";
import { outOfTen, percent, whyNone } from "../lib/score.js";
import { nt, t } from "../lib/text.js";
import { tell } from "./notices.js";

const section = one("#training");
const bar = one("#training-bar");

/** Show a job of the `training` event, or none. */
export function drawTraining(job) {
  section.hidden = !active(job);
  if (!active(job)) return;
  say(one("#training-words"), stage(job));
  say(one("#training-far"), far(job));
  if (job.state === "running" && job.of) bar.value = (100 * job.done) / job.of;
  else bar.removeAttribute("value");
}

/** Say how a job ended that was at work before. */
export function tellEnding(job) {
  if (job.state === "done") {
    tell("good", t("The model is ready."), [t("Try it"), () => one("#try-data").focus()]);
  } else if (ending(job)) tell(job.state === "failed" ? "bad" : "info", ending(job));
}

function missing({ project, counts, leastExamples }) {
  const few = 2 - project.labels.length;
  if (few > 0) return nt("First add %(n)s label.", "First add %(n)s labels.", few);
  const lacking = project.labels
    .map((label) => [label.name, leastExamples - (counts.labels[label.id] ?? 0)])
    .filter(([, lack]) => lack > 0)
    .map(([name, lack]) => t("%(name)s: %(n)s more", { name, n: lack }));
  if (lacking.length === 0) return "";
  const rule = t("Each label needs %(n)s examples.", { n: leastExamples });
  return `${rule} ${lacking.join(", ")}`;
}

/** Show the owner what is missing before training, and whether it can start. */
export function drawTrain(page) {
  const button = one("#train-button");
  if (!button) return;
  const lack = missing(page);
  say(one("#train-need"), lack || t("There is enough. Off we go!"));
  button.disabled = Boolean(lack) || active(page.job);
}

/** Show the score of the version in use to the owner. */
export async function drawScore(page) {
  const place = one("#train-score");
  if (!place || !page.project.model) return;
  try {
    const { models } = await api("GET", `/projects/${page.project.id}/models`);
    const { score } = models.find(({ version }) => version === page.project.model) ?? {};
    if (score) say(place, words(score));
  } catch {
    say(place, ""); // the score is an extra: trying works without it
  }
}

function words(score) {
  if (score.reason === "few_contributors") {
    return t("You wrote all examples yourself, so there is no fair test. Try it and see!");
  }
  if (score.reason || score.accuracy === null) return whyNone(score.reason);
  return `${outOfTen(score.accuracy)} (${percent(score.accuracy)})`;
}

/** Bring the owner's buttons to life. */
export function startTraining(page) {
  const path = `/projects/${page.project.id}`;
  one("#train-button")?.addEventListener("click", async () => {
    try {
      tell();
      const { job } = await api("POST", `${path}/train`);
      page.training({ job, state: "queued", stage: "", done: 0, of: 0, message: "" });
    } catch (problem) {
      tell("bad", problem.message);
    }
  });
  one("#training-stop")?.addEventListener("click", async () => {
    try {
      await api("DELETE", `${path}/jobs/${page.job.job}`);
    } catch (problem) {
      if (problem.status !== 404) tell("bad", problem.message);
    }
  });
}
