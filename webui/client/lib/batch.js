// "Add many": the dialog and what reads tables and zips come only when somebody asks for them.

import { offline } from "./api.js";

/**
 * Open the dialog that adds many examples to `project` at once: pasted lines or a table, a CSV
 * file, a zip or a folder of pictures or sounds. Resolves when it is closed, to the result that
 * `onDone({added, batch})` gets too, or to null where nothing was sent. Rejects with a Problem
 * where the box is out of reach.
 */
export async function batchDialog(project, { onDone = () => {}, maxText = 5000 } = {}) {
  let dialog;
  try {
    dialog = await import("./batch/dialog.js");
  } catch {
    throw offline();
  }
  const result = await dialog.open(project, { maxText });
  if (result) onDone(result);
  return result;
}
