// The small warning in the header of every teacher page, where the box needs care.

import { api } from "../../lib/api.js";
import { one, say } from "../../lib/dom.js";
import { warnings } from "./health.js";

const EVERY = 60_000; // ms

async function look(mark) {
  if (document.hidden) return;
  const board = await api("GET", "/box/board").catch(() => null);
  if (!board) return;
  const [worst] = warnings(board).filter(({ mild }) => !mild);
  mark.hidden = !worst;
  say(one("span", mark), worst?.short ?? "");
}

/** Show it from now on. */
export function mountMark() {
  const mark = one("#health-mark");
  setInterval(() => look(mark), EVERY);
  return look(mark);
}
