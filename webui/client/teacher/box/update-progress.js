// How far an update is, in words.

import { one, say } from "../../lib/dom.js";
import { number, t } from "../../lib/text.js";

const UNDER = new Set(["checking", "writing", "restarting", "trial", "away"]);

/** Whether an update is under way. */
export const under = ({ state }) => UNDER.has(state);

/** Say what the box is doing. */
export function stage({ state, done }) {
  const share = { n: number(done) };
  return {
    checking: t("The box checks the update: %(n)s %%", share),
    writing: t("The box writes the update: %(n)s %%. Leave it plugged in.", share),
    restarting: t("The box restarts with the update. This page comes back by itself."),
    away: t("The box restarts with the update. This page comes back by itself."),
    trial: t("The box is back and tries the update out …"),
  }[state];
}

/** Show it at `place`, which has a line and a bar. */
export function showProgress(place, now) {
  const bar = one("progress", place);
  place.hidden = false;
  say(one("p", place), stage(now));
  if (now.state === "checking" || now.state === "writing") {
    bar.max = 100;
    bar.value = now.done;
  } else bar.removeAttribute("value");
}
