// A student's project: add examples, see the class's counts, try the model. Everything on the page
// is drawn from `page`, which the live channel keeps true.

import { api } from "./lib/api.js";
import { batchDialog } from "./lib/batch.js";
import { fieldError, one, onSubmit, say } from "./lib/dom.js";
import { named } from "./lib/labels.js";
import { live } from "./lib/live.js";
import { Queue } from "./lib/queue.js";
import { nt, t } from "./lib/text.js";
import { chosen, drawBuckets, drawCounts } from "./student/buckets.js";
import { Mine } from "./student/mine.js";
import { tell, tellWithLink } from "./student/notices.js";
import { drawLabels, startOwning } from "./student/owner.js";
import { Scratch } from "./student/scratch.js";
import {
  drawScore,
  drawTrain,
  drawTraining,
  startTraining,
  tellEnding,
} from "./student/training.js";
import { drawTry, startTrying } from "./student/try.js";
import { startMaking } from "./student/what.js";

const board = one("#board");
const start = JSON.parse(one("#state").textContent);
const student = document.body.dataset.student;
const SECONDS = { text: 20, numbers: 20, images: 90, sounds: 90 }; // a picture is long on its way

const page = {
  project: named(start.project),
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
  request: (method, path, body) => api(method, path, body, { seconds: SECONDS[page.project.type] }),
  changed: () => queueChanged(),
  saved: (example) => mine.safe(example),
});
const mine = new Mine(page);
const scratch = new Scratch(page);

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
  drawCounts(project, counts, { least: page.leastExamples, alone: page.own });
  drawLabels(page);
  drawTraining(page.job);
  drawTrain(page);
  drawTry(project, !page.own && project.phase === "use");
  mine.draw();
  scratch.draw();
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
  } else tellFleeting(page.queue.items().some((item) => item.lasting === false));
}

let fleeting = false;
function tellFleeting(now) {
  if (now === fleeting) return;
  fleeting = now;
  const words = t("This browser cannot keep what waits. Leave the page open until it is sent.");
  tell("care", now ? words : "");
}

function take(project) {
  const before = page.project;
  page.project = named(project);
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
  if (connectedBefore) {
    mine.load();
    scratch.load();
  }
  connectedBefore = true;
}

function refused(problem) {
  if (problem.code !== "not_found" && problem.code !== "login_needed") return;
  tellWithLink("care", problem.message, t("My projects"), "/projects");
}

function add() {
  const { making } = page;
  if (!making) return; // its script is still on the way
  fieldError("data", making.missing());
  if (making.missing()) return making.focus();
  fieldError("label", chosen() ? "" : t("Choose where it belongs."));
  if (!chosen()) return one("#buckets input")?.focus();
  tell();
  for (const { data, preview } of making.items())
    page.queue.add({ label: chosen(), data, preview });
  making.clear();
  return making.focus();
}

async function addMany() {
  try {
    const done = await batchDialog(page.project, { maxText: start.max_text });
    if (done) await mine.load();
  } catch (problem) {
    tell("bad", problem.message);
  }
}

if (one("#add")) onSubmit(one("#add"), add);
one("#add-many")?.addEventListener("click", addMany);
startMaking(page, () => fieldError("data", "")).then(
  (making) => {
    page.making = making;
  },
  () => tell("bad", t("A part of this page did not come. Load the page again.")),
);
startTrying(page);
startTraining(page);
startOwning(page);
draw();
drawScore(page);
mine.load();
scratch.load();
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
    programs: ({ project }) => project === page.project.id && scratch.load(),
    model: ({ version }) => take({ ...page.project, model: version }),
    problem: refused,
    status: connection,
  },
});
