// What the panels of all studies have: one button to start, a bar while it runs, and what was found.

import { fill, icon, make, say } from "../lib/dom.js";
import { active, far, stage } from "../lib/progress.js";
import { t } from "../lib/text.js";

function progress() {
  const bar = make("progress", { class: "progress", "aria-label": t("Looking") });
  const what = make("span", { "aria-live": "polite" });
  const how = make("b");
  const line = make("p", { class: "row row-apart" }, what, how);
  const element = make("div", { class: "stack stack-small", hidden: true }, bar, line);
  return {
    element,
    update(job) {
      element.hidden = !active(job);
      if (element.hidden) return;
      if (job.of) {
        bar.max = job.of;
        bar.value = job.done;
      } else bar.removeAttribute("value");
      say(what, stage(job));
      say(how, far(job));
    },
  };
}

/** Say that there is nothing to show, and what to do about it. */
export function nothing(text) {
  return make("p", { class: "notice notice-care" }, icon("people"), make("span", {}, text));
}

/**
 * Make the panel of the study `kind` in `place`: `words.start` and `words.again` name its button,
 * `draw(result, running)` gives the elements of what was found, `tools` more buttons. It draws
 * itself again with each change.
 */
export function studyPanel(state, { kind, place, studies, words, draw, tools = [] }) {
  const start = make("button", { type: "button", class: "button" });
  const stop = make("button", { type: "button", class: "button", hidden: true }, t("Stop"));
  const bar = progress();
  const found = make("div", { class: "stack found" });
  const old = make("p", { class: "soft small", hidden: true });
  start.addEventListener("click", () => studies.start(kind, start));
  stop.addEventListener("click", () => studies.stop(kind, stop));
  fill(place, make("div", { class: "row" }, start, stop, ...tools), bar.element, old, found);

  function refresh() {
    const { result, model, job } = studies.of(kind);
    const running = active(job);
    const had = document.activeElement === start || document.activeElement === stop;
    start.hidden = running;
    stop.hidden = !running;
    if (had) (running ? stop : start).focus();
    say(start, result ? words.again : words.start);
    bar.update(job);
    const { current } = state.state;
    old.hidden = running || !result || !model || model === current;
    if (!old.hidden)
      say(old, t("Found for version %(n)s. Look again for the newest.", { n: model }));
    if (result) fill(found, ...draw(result, running).filter(Boolean));
    else fill(found);
  }
  state.on((_, changed) => {
    const mine = changed.studies && (changed.study === undefined || changed.study === kind);
    if (mine || changed.current !== undefined) refresh();
  });
}
