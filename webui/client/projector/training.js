// The training screen: what the box is doing, how far it is, and how it ended.

import { fill, make, say } from "../lib/dom.js";
import { nt, number, t } from "../lib/text.js";

const STAGES = ["reading", "features", "folds", "final", "saving"];

/** Say in a few words what happens in a stage of training. */
export function stageWord(stage) {
  const words = {
    reading: t("Reading the examples"),
    features: t("Looking for patterns"),
    folds: t("Testing itself"),
    final: t("Learning from everything"),
    saving: t("Putting it away safely"),
  };
  return words[stage] ?? t("Getting ready");
}

function headline(job) {
  const words = {
    queued: t("Waiting for its turn"),
    done: t("The model is ready"),
    failed: t("The training did not work"),
    cancelled: t("The training was stopped"),
  };
  return words[job.state] ?? stageWord(job.stage);
}

function detail(job) {
  if (job.state === "failed") return job.message ?? "";
  if (job.state !== "running" || !job.of) return "";
  return t("%(done)s of %(of)s", { done: number(job.done), of: number(job.of) });
}

function idle(counts) {
  if (!counts) return "";
  return [
    nt("%(n)s example", "%(n)s examples", counts.total),
    nt("from %(n)s person", "from %(n)s people", counts.contributors),
  ].join(" ");
}

function steps() {
  const dots = STAGES.map(() => make("li"));
  return {
    element: make("ol", { class: "p-steps", "aria-hidden": "true" }, ...dots),
    update(job) {
      const at = job.state === "done" ? STAGES.length : STAGES.indexOf(job.stage);
      dots.forEach((dot, index) => {
        dot.dataset.step = index < at ? "done" : index === at ? "now" : "later";
      });
    },
  };
}

/** Make the training screen. `update` takes the state's `project`, `counts` and `training`. */
export function training() {
  const name = make("p", { class: "p-soft", dir: "auto" });
  const big = make("h1", { class: "p-big" });
  const bar = make("progress", { class: "p-progress", "aria-label": t("Training") });
  const words = make("p", { class: "p-detail" });
  const dots = steps();
  const element = make("section", { class: "p-training" }, name, big, bar, words, dots.element);
  const running = (job) => job.state === "running" || job.state === "queued";

  function progress(job) {
    bar.hidden = !(running(job) || job.state === "done");
    dots.element.hidden = bar.hidden;
    bar.max = job.of || 1;
    bar.value = job.state === "done" ? bar.max : Math.min(job.done, bar.max);
    dots.update(job);
  }

  return {
    element,
    title: ({ training: job }) => (job ? headline(job) : t("Training")),
    spoken: ({ training: job }) => (job ? headline(job) : ""),
    update({ project, counts, training: job }) {
      say(name, project?.name ?? "");
      if (job) progress(job);
      else {
        bar.hidden = true;
        dots.element.hidden = true;
      }
      fill(big, job ? headline(job) : t("Ready to train"));
      say(words, job ? detail(job) : idle(counts));
    },
  };
}
