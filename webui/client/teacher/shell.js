// What every teacher page has: the live channel, how to join, the projector's remote, signing out.

import { one, say } from "../lib/dom.js";
import { live } from "../lib/live.js";
import { number, t } from "../lib/text.js";
import { ask, attempt, toLogin } from "./ask.js";
import { mountJoin } from "./join.js";
import { mountRemote } from "./remote.js";

/** What the server put into the page for its scripts. */
export const page = () => JSON.parse(one("#page").textContent);

const AWAY = 3000; // ms without the live channel before the session is doubted
let doubt;

function status(state) {
  const element = one("#status");
  element.dataset.state = state;
  say(element, state === "connected" ? t("Live") : t("Waiting for the box …"));
  clearTimeout(doubt);
  // The box refuses a channel to someone whose session has ended: asking leads to the login.
  if (state !== "connected") doubt = setTimeout(() => ask("GET", "/class").catch(() => null), AWAY);
}

function headcount({ count }) {
  const badge = one("#people-here");
  say(badge.firstElementChild, number(count));
  badge.hidden = count === 0;
}

// Or it says so, and hangs up.
function refused({ code }) {
  if (code === "login_needed") toLogin();
}

function both(first, second) {
  return (...values) => {
    first(...values);
    second?.(...values);
  };
}

function mountSignOut() {
  const button = one("#sign-out");
  button.addEventListener("click", () =>
    attempt(
      async () => {
        await ask("POST", "/logout");
        location.assign("/teacher/login");
      },
      { button },
    ),
  );
}

/**
 * Bring the page's frame to life. `project` is the one to watch, `showable` whether the class may
 * see it on the projector, `on` the page's own listeners for live events.
 * Returns `{remote, channel}`.
 */
export function start({ project = null, showable = false, on = {} } = {}) {
  const remote = mountRemote({ project: showable ? project : null });
  mountJoin({ onProjector: () => remote.show("join") });
  mountSignOut();
  if ("machine" in document.body.dataset) {
    import("./box/mark.js").then(({ mountMark }) => mountMark());
  }
  const channel = live({
    project,
    on: {
      ...on,
      status: both(status, on.status),
      people: both(headcount, on.people),
      show: both(remote.follow, on.show),
      problem: both(refused, on.problem),
    },
  });
  return { remote, channel };
}
