// Which parts of the project's page come first, and which are open, at each step of the lesson.

import { one } from "../lib/dom.js";

const ORDER = {
  collect: ["examples", "result", "try"],
  freeze: ["examples", "result", "try"],
  train: ["result", "examples", "try"],
  use: ["try", "result", "examples"],
};
const OPEN = {
  collect: ["examples"],
  freeze: ["examples"],
  train: ["result"],
  use: ["try", "result"],
};

const LABELS_FIRST = ["collect", "freeze"];

/** Put the panels in the order of the project's phase; what the teacher opens since stays open. */
export function arrange(state) {
  let phase;
  state.on(({ project }) => {
    if (project.phase === phase) return;
    phase = project.phase;
    const rest = one("#programs"); // what looks deeper, and what is seldom needed, stays below
    const labels = one(".labels-card");
    // On a phone what the step is about comes before the labels, which then do not change.
    if (LABELS_FIRST.includes(phase)) labels.parentNode.prepend(labels);
    else labels.parentNode.append(labels);
    for (const id of ORDER[phase]) {
      const panel = one(`#${id}`);
      rest.parentNode.insertBefore(panel, rest);
      panel.open = OPEN[phase].includes(id);
    }
  });
}
