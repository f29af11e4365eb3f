// A screen that nobody has signed in on shows a code; the teacher types it on their own device.

import { api } from "../lib/api.js";
import { make, say } from "../lib/dom.js";
import { t } from "../lib/text.js";

const EVERY = 1500; // ms between two questions whether the teacher has typed it

const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

/** Make the pairing screen; `show(code)` writes the code on it, "" while there is none. */
export function pairing() {
  const code = make("p", { class: "p-code", role: "status" });
  const where = make("p", { class: "p-soft" });
  const element = make(
    "section",
    { class: "p-message p-pairing" },
    make("h1", { class: "p-how" }, t("Pair this screen: type this code on the teacher's device")),
    code,
    where,
  );
  return {
    element,
    show(text) {
      say(code, text);
      say(where, text ? t("Teacher's page, Projector, Pair a screen") : t("Looking for the box …"));
    },
  };
}

// Ask until this pairing is approved (true), or the box no longer knows it (false).
async function approved(secret) {
  for (;;) {
    try {
      const { approved: done } = await api("GET", `/projector/pairings/${secret}`);
      if (done) return true;
    } catch (problem) {
      if (problem.status === 404) return false;
    }
    await sleep(EVERY);
  }
}

/**
 * Pair this browser and return when it is the projector. A pairing that the teacher has approved
 * beforehand comes as `ready`, its secret: then no code needs to be typed.
 */
export async function pair(screen, ready) {
  if (ready && (await approved(ready))) return;
  for (;;) {
    screen.show("");
    const made = await api("POST", "/projector/pairings").catch(() => null);
    if (made) {
      screen.show(made.code);
      if (await approved(made.secret)) return;
    } else await sleep(EVERY);
  }
}
