// A student's project: add examples, see the class's counts, try the model. Everything on the page
// is drawn from `page`, which the live channel keeps true.

import { api } from "./lib/api.js";
import { fieldError, one, onSubmit, say } from "./lib/dom.js";
import { live } from "./lib/live.js";
import { Queue } from "./lib/queue.js";
import { nt, t } from "./lib/text.js";
import { chosen, drawBuckets, drawCounts } from "./student/buckets.js";
import { Mine } from "./student/mine.js";
import { tell, tellWithLink } from "./student/notices.js";
import { drawLabels, startOwning } from "./student/owner.js";
import {
  drawScore,
  drawTrain,
  drawTraining,
  startTraining,
  tellEnding,
} from "./student/training.js";
import { drawTry, startTrying } from "./student/try.js";

const board = one("#board");
const start = JSON.parse(one("#state").textContent);
const student = document.body.dataset.student;

const page = {
  project: start.project,
  counts: start.counts,
  job: start.job,
  leastExamples: start.min_examples,
  own: start.project.owner === student,
  canAdd: () => page.own || (page.project.phase === "collect" && !page.project.closed),
  training,
  refresh: async () => take(await api("GET", `/projects/${start.project.id}`)),
};
page.queue = new Queue({
  student,
  project: page.project.id,
  request: (method, path, body) => api(method, path, body, { seconds: 20 }),
  changed: () => queueChanged(),
  saved: (example) => mine.safe(example),
});
const mine = new Mine(page);

function draw() {
  const { project, counts } = page;
  board.dataset.phase = page.own ? "own" : project.phase;
  board.toggleAttribute("data-model", Boolean(project.model));
  board.toggleAttribute("data-closed", project.closed && !page.own);
  board.toggleAttribute("data-empty", project.labels.length === 0);
  say(one("#project-name bdi"), project.name);
  for (const step of document.querySelectorAll("#phases li")) {
    if (step.dataset.phase === project.phase) step.setAttribute("aria-current", "step");
    else step.removeAttribute("aria-current");
  }
  drawBuckets(project.labels, page.canAdd());
  drawCounts(project.labels, counts, { least: page.leastExamples, alone: page.own });
  drawLabels(page);
  drawTraining(page.job);
  drawTrain(page);
  drawTry(project, !page.own && project.phase === "use");
  mine.draw();
}

function queueChanged() {
  mine.draw();
  const waiting = page.queue.items().filter((item) => item.state === "waiting").length;
  if (page.queue.held) {
    const text = nt(
      "You are not signed in as yourself any more. %(n)s example waits here until you are back.",
      "You are not signed in as yourself any more. %(n)s examples wait here until you are back.",
      waiting,
    );
    tellWithLink("care", text, t("Join again"), "/join");
  } else if (page.queue.items().some((item) => item.lasting === false)) {
    tell("care", t("This browser cannot keep what waits. Leave the page open until it is sent."));
  }
}

function take(project) {
  const before = page.project;
  page.project = project;
  // A page from before the first label has no form yet.
  if (project.labels.length && one("#no-labels")) location.reload();
  if (project.model !== before.model) drawScore(page);
  draw();
}

function training(job) {
  const before = page.job;
  page.job = job;
  draw();
  if (before && before.job === job.job && before.state !== job.state) tellEnding(job);
}

let connectedBefore = false;
function counted(counts) {
  if (counts.seq < page.counts.seq) return; // an older snapshot came late
  page.counts = counts;
  draw();
}

function connection(state) {
  const status = one("#status");
  status.hidden = false;
  status.dataset.state = state;
  say(status, state === "connected" ? t("Connected") : t("Waiting for the box"));
  if (state !== "connected") return;
  page.queue.flush();
  // After a break the teacher may have hidden or deleted some.
  if (connectedBefore) mine.load();
  connectedBefore = true;
}

function refused(problem) {
  if (problem.code !== "not_found" && problem.code !== "login_needed") return;
  tellWithLink("care", problem.message, t("My projects"), "/projects");
}

function add(form) {
  const data = (form.get("data") ?? "").trim();
  fieldError("data", data ? "" : t("Write something first."));
  if (!data) return one("#data").focus();
  fieldError("label", chosen() ? "" : t("Choose where it belongs."));
  if (!chosen()) return one("#buckets input")?.focus();
  tell();
  page.queue.add({ label: chosen(), data });
  one("#data").value = "";
  return one("#data").focus();
}

if (one("#add")) onSubmit(one("#add"), add);
startTrying(page);
startTraining(page);
startOwning(page);
draw();
drawScore(page);
mine.load();
page.queue.flush();
addEventListener("online", () => page.queue.flush());
addEventListener("storage", (event) => event.key?.startsWith(page.queue.prefix) && queueChanged());
live({
  project: page.project.id,
  on: {
    counts: counted,
    training,
    project: take,
    phase: ({ phase }) => take({ ...page.project, phase }),
    model: ({ version }) => take({ ...page.project, model: version }),
    problem: refused,
    status: connection,
  },
});
