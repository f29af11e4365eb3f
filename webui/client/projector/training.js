// The training screen: what the box is doing, how far it is, and how it ended.

import { fill, make, say } from "../lib/dom.js";
import { active, far, stage } from "../lib/progress.js";
import { nt, t } from "../lib/text.js";

const STAGES = ["embedding", "reading", "features", "folds", "final", "saving"];

function headline(job) {
  const words = {
    done: t("The model is ready"),
    failed: t("The training did not work"),
    cancelled: t("The training was stopped"),
  };
  return words[job.state] ?? stage(job);
}

function detail(job) {
  if (job.state === "failed") return job.message ?? "";
  return far(job);
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

  function progress(job) {
    bar.hidden = !(active(job) || job.state === "done");
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
