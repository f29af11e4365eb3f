// Which labels and choices a program speaks of, so that those that are gone can still be drawn: a
// block that the editor does not know would empty its workspace.

const FIELDS = ["LABEL", "labels", "heard"]; // where a block or its menu keeps a label's id

// A field is a list in a file and an object in the editor.
const heldIn = (field) => (Array.isArray(field) ? field[0] : field?.value);

/**
 * Return `{labels, choices}`: ids and opcodes that a program speaks of: its project.json, or
 * targets of the editor with their blocks in the same place.
 */
export function spokenOf(id, project) {
  const found = { labels: new Set(), choices: new Set() };
  const blocks = (project.targets ?? []).flatMap(({ blocks: all }) => Object.values(all ?? {}));
  for (const { opcode = "", fields = {} } of blocks) {
    if (!opcode.startsWith(`${id}_`)) continue;
    const own = opcode.slice(id.length + 1);
    if (own.startsWith("name_")) found.labels.add(own.slice("name_".length));
    if (own.startsWith("choice_")) found.choices.add(own);
    for (const field of FIELDS) {
      const value = heldIn(fields[field]);
      if (value) found.labels.add(value);
    }
  }
  return found;
}
