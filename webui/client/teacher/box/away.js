// Waiting for a box that goes away, and that may come back.

import { make, say } from "../../lib/dom.js";
import { t } from "../../lib/text.js";
import { open } from "../dialog.js";

const LOOK = 2000; // ms
const rest = (ms) => new Promise((done) => setTimeout(done, ms));

async function answers() {
  const signal = globalThis.AbortSignal?.timeout?.(LOOK * 2);
  try {
    return (await fetch("/api/v1/health", { cache: "no-store", signal })).ok;
  } catch {
    return false;
  }
}

/** Wait until the box no longer answers, or `most` ms are over. */
export async function untilAway(most = 60_000) {
  const end = performance.now() + most;
  while (performance.now() < end && (await answers())) await rest(LOOK);
}

/** Wait until the box answers again. */
export async function untilBack() {
  while (!(await answers())) await rest(LOOK);
}

/** Cover the page with what the box is doing: `{say(text)}` changes the words. */
export function cover(title, words) {
  const text = make("p", { class: "large", role: "status" }, words);
  open({ title, content: [text], leave: t("Hide this") });
  return { say: (next) => say(text, next) };
}
