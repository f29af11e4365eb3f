// Words for what the trainer is doing right now.

import { number, t } from "./text.js";

const STAGES = {
  embedding: () => t("Looking at the new examples"),
  reading: () => t("Reading the examples"),
  features: () => t("Turning words into numbers"),
  folds: () => t("Testing itself on people it has not learned from"),
  final: () => t("Learning from all examples"),
  saving: () => t("Saving the model"),
};

const TASKS = {
  curve: () => t("Learning from few people, then from more"),
  noise: () => t("Asking the class's model about every example"),
  contributors: () => t("Leaving out one person after the other"),
};

/** Whether a job makes a model, and is not one of the studies of the examples. */
export const trains = (job) => !job?.task || job.task === "fit";

/** Whether a training is waiting or at work. */
export const active = (job) => Boolean(job && ["queued", "running"].includes(job.state));

/** Say what a job is doing: "Reading the examples". */
export function stage(job) {
  if (job.state === "queued") return t("Waiting until the box is free");
  const known = STAGES[job.stage] ?? TASKS[job.stage] ?? TASKS[job.task];
  return (known ?? (() => t("Getting ready")))();
}

/** Say how far it is: "3 of 5", or nothing where nothing is counted. */
export function far(job) {
  if (job.state !== "running" || !job.of) return "";
  return t("%(done)s of %(of)s", { done: number(job.done), of: number(job.of) });
}

/** Say how a job ended: "" while it is at work or after it went well. */
export function ending(job) {
  if (job?.state === "cancelled") return t("Training was stopped.");
  if (job?.state === "failed") return job.message || t("Training did not work. Try once more.");
  return "";
}
