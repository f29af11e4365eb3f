// Words for what the trainer is doing right now.

import { number, t } from "./text.js";

const STAGES = {
  reading: () => t("Reading the examples"),
  features: () => t("Turning words into numbers"),
  folds: () => t("Testing itself on people it has not learned from"),
  final: () => t("Learning from all examples"),
  saving: () => t("Saving the model"),
};

/** Whether a training is waiting or at work. */
export const active = (job) => Boolean(job && ["queued", "running"].includes(job.state));

/** Say what a job is doing: "Reading the examples". */
export function stage(job) {
  if (job.state === "queued") return t("Waiting until the box is free");
  return (STAGES[job.stage] ?? (() => t("Getting ready")))();
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
