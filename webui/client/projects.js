// A student's home: when the teacher starts, renames or moves on a project, the page shows it.

import { api } from "./lib/api.js";
import { one } from "./lib/dom.js";

const EVERY = 8000; // ms, spread so that a class does not ask all at once
const input = one("#name");
let known = null;

const sign = (projects) =>
  JSON.stringify(projects.map(({ id, name, phase, model }) => [id, name, phase, model]));

async function look() {
  if (document.hidden) return;
  try {
    const { projects } = await api("GET", "/projects");
    const now = sign(projects);
    if (known !== null && now !== known && !input.value) location.reload();
    known = now;
  } catch (problem) {
    if (problem.status === 401) location.assign("/");
  }
}

function again() {
  setTimeout(() => look().finally(again), EVERY * (0.75 + Math.random() / 2));
}

look();
again();
document.addEventListener("visibilitychange", look);
