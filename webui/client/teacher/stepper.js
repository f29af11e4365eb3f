// The steps of a lesson, and the card that says what to do now.

import { fill, icon, make, one, say } from "../lib/dom.js";
import { active, far, stage } from "../lib/progress.js";
import { t } from "../lib/text.js";
import { actionName, advice, modelInUse, steps } from "./steps.js";

function stepButton(step, index, at, onPhase) {
  const done = index < at;
  const badge = make("span", { class: "step-number" }, done ? icon("check") : String(index + 1));
  const words = make(
    "span",
    { class: "step-words" },
    make("b", {}, step.name),
    make("small", {}, step.about),
  );
  const current = index === at ? "step" : null;
  const attributes = {
    type: "button",
    class: "step",
    "aria-current": current,
    "data-done": String(done),
  };
  const button = make(
    "button",
    { ...attributes, onclick: () => onPhase(step.phase) },
    badge,
    words,
  );
  if (done) button.append(make("span", { class: "unseen" }, t("(done)")));
  return make("li", {}, button);
}

function drawSteps(list, phase, onPhase) {
  if (list.dataset.phase === phase) return;
  const focused = list.contains(document.activeElement);
  list.dataset.phase = phase;
  const all = steps();
  const at = all.findIndex((step) => step.phase === phase);
  fill(list, ...all.map((step, index) => stepButton(step, index, at, onPhase)));
  if (focused) one("[aria-current]", list).focus();
}

function drawButtons(row, told, state, onAction) {
  const { project, model } = state;
  const wanted = [told.main, ...(told.other ?? [])].filter((each) => each && each !== "try");
  const names = wanted.map((action) => actionName(action, project.phase, model));
  const key = JSON.stringify([wanted, names, told.main]);
  if (row.dataset.key === key) return;
  const focused = row.contains(document.activeElement);
  row.dataset.key = key;
  const buttons = wanted.map((action, index) => {
    const cls = action === told.main ? "button-primary" : "";
    const onclick = (event) => onAction(action, event.currentTarget);
    const attributes = { type: "button", class: `button ${cls}`, "data-action": action, onclick };
    return make("button", attributes, names[index]);
  });
  fill(row, ...buttons);
  // The button that had the focus is gone. The words take it over, not the next button: pressing
  // twice by mistake must not go two steps.
  if (focused) one("#now-say").focus();
}

function drawHints(list, hints) {
  const key = JSON.stringify(hints);
  if (list.dataset.key === key) return;
  list.dataset.key = key;
  fill(list, ...hints.map((hint) => make("li", {}, hint)));
  list.hidden = hints.length === 0;
}

function drawProgress(root, job) {
  root.hidden = !active(job);
  if (root.hidden) return;
  const bar = one("progress", root);
  if (job.state === "running" && job.of) {
    bar.max = job.of;
    bar.value = job.done;
  } else bar.removeAttribute("value");
  say(one("[data-stage]", root), stage(job));
  say(one("[data-far]", root), far(job));
}

/** Draw the steps and the card "now"; `onPhase(phase)` and `onAction(action, button)` act. */
export function mountStepper(state, { least, onPhase, onAction }) {
  const root = one("#now");
  state.on((all) => {
    const now = { ...all, model: modelInUse(all) };
    const told = advice(now, least);
    drawSteps(one("#steps"), now.project.phase, onPhase);
    say(one("#now-say", root), told.say);
    drawHints(one("#now-hints", root), (told.hints ?? []).filter(Boolean));
    drawProgress(one("#now-progress", root), now.job);
    drawButtons(one("#now-actions", root), told, now, onAction);
  });
}
