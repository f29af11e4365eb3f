// Every program on its way into the editor, from the box or from the computer, passes here.

import { strFromU8, strToU8, unzipped, zipped } from "../../client/lib/zip.js";
import { adopted, strangers, without } from "./checks.js";

const FILE = "project.json";

const isZip = (bytes) => bytes[0] === 0x50 && bytes[1] === 0x4b;

/** Return project.json of a program in bytes; null where it is no Scratch 3 program in a zip. */
export function projectOf(bytes) {
  if (!isZip(bytes)) return null;
  const file = unzipped(bytes, (name) => name === FILE)[FILE];
  const project = file && JSON.parse(strFromU8(file));
  return Array.isArray(project?.targets) ? project : null;
}

/** Return the bytes of a program with another project.json. */
export const rewritten = (bytes, project) =>
  zipped({ ...unzipped(bytes), [FILE]: strToU8(JSON.stringify(project)) });

/**
 * Let each program that `vm` saves tell how the labels of this project (`id` its extension) are
 * called: whoever changes it to another project gets the labels with the same names there.
 */
export function nameLabels(vm, id, labels) {
  const toJSON = vm.toJSON.bind(vm);
  vm.toJSON = (target, ...more) => {
    const written = toJSON(target, ...more);
    if (target) return written; // a sprite by itself
    const project = JSON.parse(written);
    const names = Object.fromEntries(labels().map((label) => [label.id, label.name]));
    return JSON.stringify({ ...project, meta: { ...project.meta, labels: { [id]: names } } });
  };
}

// What a program tells of its labels; a file can hold anything there.
function namesIn(project, id) {
  const told = Object.entries(project.meta?.labels?.[id] ?? {});
  return new Map(told.filter(([, name]) => typeof name === "string"));
}

/**
 * Return `{bytes, project}` to load, or null where the student would rather not. `ask(others)`
 * resolves to whether to change a program of another project to this one, `tell(opcodes)` says
 * what was left out.
 */
export async function checked(bytes, { own, labels, ask, tell }) {
  const before = projectOf(bytes);
  if (before === null) return { bytes, project: null };
  const { others, unknown } = strangers(before, own);
  if (others.length > 0 && !(await ask(others))) return null;
  let { project, left } = without(before, unknown);
  for (const from of others) {
    const changed = adopted(project, { from, to: own, labels, names: namesIn(before, from) });
    project = changed.project;
    left = [...left, ...changed.left];
  }
  if (left.length > 0) await tell(left);
  const same = others.length === 0 && unknown.length === 0;
  return { bytes: same ? bytes : rewritten(bytes, project), project };
}

const bytesOf = (input) => {
  if (input instanceof ArrayBuffer) return new Uint8Array(input);
  return ArrayBuffer.isView(input)
    ? new Uint8Array(input.buffer, input.byteOffset, input.byteLength)
    : null;
};

/** The student would rather not open it. */
export class Unwanted extends Error {}

/**
 * Let everything that `vm` loads pass `check(bytes)`. Where a program cannot be loaded, what was
 * open before is there again. `loaded(mine)` is called after each; `mine` is what `load` was given.
 */
export function guard(vm, { check, loaded }) {
  const original = vm.loadProject.bind(vm);
  async function through(input, mine) {
    const bytes = bytesOf(input);
    const found = bytes ? await check(bytes) : { bytes: input };
    if (found === null) throw new Unwanted();
    const open = vm.runtime.targets.length > 0;
    const before = open ? await (await vm.saveProjectSb3()).arrayBuffer() : null;
    try {
      await original(found.bytes instanceof Uint8Array ? found.bytes.slice().buffer : found.bytes);
    } catch (error) {
      if (before) await original(before);
      throw error;
    }
    loaded(mine);
  }
  vm.loadProject = (input) => through(input, null);
  return { load: (input, mine) => through(input, mine) };
}
