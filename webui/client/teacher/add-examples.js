// The teacher's own examples: one at a time in a form of the project's type, or many at once.

import { batchDialog } from "../lib/batch.js";
import { exampleForm } from "../lib/capture/form.js";
import { fill, one } from "../lib/dom.js";
import { nt } from "../lib/text.js";
import { uuid7 } from "../lib/uuid7.js";
import { ask, attempt } from "./ask.js";
import { good } from "./notice.js";

/** Bring the form for an example to life; `examples` is the list that takes it in. */
export function mountAddExamples(state, { path, examples }) {
  const place = one("#example-form");
  let looks = "";

  async function add({ label, data }) {
    examples.added(await ask("POST", `${path}/examples`, { id: uuid7(), label, data }));
  }

  function done({ added = 0 } = {}) {
    if (!added) return;
    good(nt("%(n)s example was added.", "%(n)s examples were added.", added));
    examples.load();
  }

  one("#examples-many").addEventListener("click", () =>
    attempt(() => batchDialog(state.state.project, { onDone: done })),
  );
  state.on(({ project }, changed) => {
    if (!changed.project) return;
    one("#example-add").hidden = project.labels.length === 0;
    const now = JSON.stringify([project.labels, project.fields]);
    if (now === looks || project.labels.length === 0) return;
    looks = now;
    fill(place, exampleForm(project, { onAdd: add }));
  });
}
