// What a project needs next, in words: the page always has one obvious next thing to do.

import { nt, t } from "../lib/text.js";

/** The four steps of a lesson, in order; `phase` is the API's word for each. */
export const steps = () => [
  { phase: "collect", name: t("Collect"), about: t("Everyone adds examples") },
  { phase: "freeze", name: t("Look"), about: t("Adding stops, we look together") },
  { phase: "train", name: t("Train"), about: t("The box learns") },
  { phase: "use", name: t("Use"), about: t("Everyone tries the model") },
];

/** Find the version that is in use, or null. */
export function modelInUse({ models, current }) {
  return models.find((each) => each.version === current) ?? null;
}

/** Count how many examples each label still needs: `[{label, missing}]`, full ones left out. */
export function missing(labels, counts, least) {
  return labels
    .map((label) => ({ label, missing: least - (counts.labels[label.id] ?? 0) }))
    .filter((each) => each.missing > 0);
}

/** Say what one label still needs, or nothing. */
export function needs(count, least) {
  return count < least ? nt("needs %(n)s more", "needs %(n)s more", least - count) : "";
}

/** Say what is missing before the box can train; an empty list if nothing is. */
export function beforeTraining({ project, counts }, least) {
  const few = 2 - project.labels.length;
  if (few > 0) return [nt("Add %(n)s more label.", "Add %(n)s more labels.", few)];
  return missing(project.labels, counts, least).map((each) =>
    nt(
      "%(label)s needs %(n)s more example.",
      "%(label)s needs %(n)s more examples.",
      each.missing,
      {
        label: each.label.name,
      },
    ),
  );
}

/** Point at a label that has far fewer examples than another, or return "". */
export function balance(labels, counts) {
  const sorted = labels
    .map((label) => ({ label, count: counts.labels[label.id] ?? 0 }))
    .sort((a, b) => a.count - b.count);
  const [least, most] = [sorted[0], sorted.at(-1)];
  if (sorted.length < 2 || most.count < 10 || least.count * 2 >= most.count) return "";
  return t("%(less)s has far fewer examples than %(more)s. Ask for more of them.", {
    less: least.label.name,
    more: most.label.name,
  });
}

function whileCollecting(state, least) {
  const { project, counts, people } = state;
  if (project.labels.length < 2) {
    return {
      say: t("First, give it labels: the answers that the box shall learn. It needs two or more."),
      main: "label",
    };
  }
  const look = ["phase:freeze"];
  if (!counts.total && !people && project.crowd_sourced) {
    return { say: t("Nobody has joined yet. Show the class how."), main: "join", other: look };
  }
  const hints = beforeTraining(state, least);
  const say = project.crowd_sourced
    ? t("Students can add examples now.")
    : t("Add examples of your own now.");
  if (hints.length) return { say, hints, main: "phase:freeze" };
  return { say, hints: [balance(project.labels, counts)], main: "phase:freeze" };
}

function whileLooking(state, least) {
  const say = t("Adding has stopped. Read some examples together. Hide what does not belong.");
  const hints = beforeTraining(state, least);
  return { say, hints, main: "phase:train", other: ["phase:collect"] };
}

function whileTraining(state, least) {
  const { job, model, counts } = state;
  if (job && ["queued", "running"].includes(job.state)) {
    return { say: t("The box is learning from the examples."), progress: true, other: ["stop"] };
  }
  const hints = beforeTraining(state, least);
  if (hints.length) {
    return { say: t("The box cannot train yet."), hints, main: "phase:collect" };
  }
  if (!model) {
    return { say: t("Ready. Press the button and watch."), main: "train", other: ["phase:freeze"] };
  }
  if (model.examples !== counts.total) {
    const say = t("The examples have changed since version %(version)s was trained.", model);
    return { say, main: "train", other: ["phase:use"] };
  }
  const say = t("Version %(version)s has learned from all examples.", model);
  return { say, main: "phase:use", other: ["train"] };
}

function whileUsing({ model }) {
  if (!model) return { say: t("There is no model to use yet."), main: "phase:train" };
  const say = t("Everyone can try version %(version)s now.", model);
  return { say, main: "try", other: ["phase:collect"] };
}

const ADVICE = {
  collect: whileCollecting,
  freeze: whileLooking,
  train: whileTraining,
  use: whileUsing,
};

/**
 * Advise the teacher: `{say, hints, main, other, progress}` where `main` is the one primary action
 * and `other` what else is at hand: "label", "join", "train", "stop", "try", "open" or "phase:…".
 */
export function advice(state, least) {
  if (state.project.closed) {
    return {
      say: t("This project is closed: students do not see it. Nothing is lost."),
      main: "open",
    };
  }
  return ADVICE[state.project.phase](state, least);
}

/** Say what the button of an action does, when the project is in `phase`. */
export function actionName(action, phase, model) {
  const back = steps().findIndex((step) => step.phase === phase);
  const names = {
    label: () => t("Add a label"),
    join: () => t("How to join"),
    train: () => (model ? t("Train again") : t("Train the model")),
    stop: () => t("Stop training"),
    try: () => t("Try it"),
    open: () => t("Open it again"),
    "phase:collect": () => (back > 1 ? t("Collect more examples") : t("Let them add more")),
    "phase:freeze": () => (back > 1 ? t("Look at the examples") : t("Stop adding and look")),
    "phase:train": () => (back > 2 ? t("Back to training") : t("Go on to training")),
    "phase:use": () => t("Let everyone use it"),
  };
  return names[action]();
}
