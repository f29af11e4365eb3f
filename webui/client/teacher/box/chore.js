// What the box does for a while: begin it, show that it goes on, wait for its end.

import { Problem } from "../../lib/api.js";
import { one, say } from "../../lib/dom.js";
import { ask } from "../ask.js";

const LOOK = 1000; // ms
const PATIENCE = 30; // looks that may fail: the box answers late while it works hard

const rest = (ms) => new Promise((done) => setTimeout(done, ms));

async function ended(id) {
  for (let failures = 0; ; ) {
    await rest(LOOK);
    try {
      const now = await ask("GET", "/box/chore");
      failures = 0;
      if (now.chore === id && now.state === "running") continue;
      return now;
    } catch (problem) {
      failures += 1;
      if (!problem.passing || failures > PATIENCE) throw problem;
    }
  }
}

/** Do the chore that `begin` starts, with `words` at `place` meanwhile; rejects with a Problem. */
export async function chore(begin, words, place = one("#chore")) {
  const bar = one("progress", place);
  bar.removeAttribute("value");
  place.hidden = false;
  say(one("p", place), words);
  try {
    const begun = await begin();
    const now = await ended(begun.chore);
    if (now.state === "failed") throw new Problem(now.problem);
    return now;
  } finally {
    place.hidden = true;
  }
}
