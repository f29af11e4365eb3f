// Restarting the box, and shutting it down until it is safe to unplug.

import { one } from "../../lib/dom.js";
import { t } from "../../lib/text.js";
import { ask, attempt } from "../ask.js";
import { confirm } from "../dialog.js";
import { cover, untilAway, untilBack } from "./away.js";

const SETTLE = 10_000; // ms from the last answer until the card is written and at rest
const rest = (ms) => new Promise((done) => setTimeout(done, ms));

async function restart() {
  const sure = await confirm({
    title: t("Restart the box?"),
    text: t("Everybody waits for about a minute. What was added is safe."),
    action: t("Restart"),
  });
  if (!sure || !(await attempt(() => ask("POST", "/box/restart")))) return;
  const screen = cover(
    t("The box restarts"),
    t("This page comes back by itself, in about a minute."),
  );
  await untilAway();
  screen.say(t("The box is off for a moment. This page comes back by itself."));
  await untilBack();
  location.reload();
}

async function shutDown() {
  const sure = await confirm({
    title: t("Shut the box down?"),
    text: t("The class can no longer reach it. To start it again, unplug it and plug it in."),
    action: t("Shut down"),
  });
  if (!sure || !(await attempt(() => ask("POST", "/box/shutdown")))) return;
  const screen = cover(t("The box shuts down"), t("Do not unplug it yet."));
  await untilAway();
  await rest(SETTLE);
  screen.say(t("It is safe to unplug the box now, once its green light no longer blinks."));
}

/** Bring the card to life. */
export function mountPower() {
  one("#restart").addEventListener("click", restart);
  one("#shutdown").addEventListener("click", shutDown);
}
