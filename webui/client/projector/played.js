// The program on the projector: what it is called, who made it, and where it runs.

import { api } from "../lib/api.js";
import { editor } from "../lib/scratch.js";

const GONE = new Set([403, 404]);

/**
 * Find the program `id` of a project: `{id, name, author, url}`, `{id, gone}` where it is not there
 * any more, or `{id, refused}` with the box's words where it cannot run. `before` is what was found
 * last: what already runs stays where it is. Rejects with a Problem that may pass.
 */
export async function played(project, id, before, ask = api) {
  try {
    const { programs } = await ask("GET", `/projects/${project}/programs`);
    const program = programs.find((each) => each.id === id);
    if (!program) return { id, gone: true };
    const runs = before?.id === id ? before.url : "";
    const url = runs || (await editor(project, { program: id, watch: true, play: true }, ask));
    return { id, name: program.name, author: program.author, url };
  } catch (problem) {
    if (GONE.has(problem.status)) return { id, gone: true };
    if (problem.code === "no_scratch") return { id, refused: problem.message };
    throw problem;
  }
}
