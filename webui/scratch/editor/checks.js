// A program before it is loaded: whose blocks it has, and how to do without those of others.
// Everything here works on project.json as Scratch 3 writes it.

import { folded } from "../extension/names.js";

/** Extensions that come with the editor and work without the internet. */
export const STOCK = new Set(["pen", "music", "videoSensing", "makeymakey"]);
const CORE = new Set(
  "motion looks sound event control sensing operator data procedures argument math text note matrix colour".split(
    " ",
  ),
);
const OURS = /^crowdbox[a-z0-9]+$/;

/** Return the extension that an opcode belongs to, "" for a block of Scratch itself. */
export function extensionOf(opcode) {
  const name = opcode.slice(0, Math.max(0, opcode.indexOf("_")));
  return CORE.has(name) ? "" : name;
}

const isBlock = (block) => block !== null && typeof block === "object" && !Array.isArray(block);
const blocksOf = (target) => Object.entries(target.blocks ?? {}).filter(([, one]) => isBlock(one));

/** Return the extensions that a program uses, in their order. */
export function used(project) {
  const found = new Set();
  for (const target of project.targets ?? []) {
    for (const [, { opcode }] of blocksOf(target)) found.add(extensionOf(opcode ?? ""));
  }
  found.delete("");
  return [...found];
}

/** Return `{others, unknown}`: ids of other projects' blocks, and of what this box does not have. */
export function strangers(project, own) {
  const away = used(project).filter((id) => id !== own && !STOCK.has(id));
  return {
    others: away.filter((id) => OURS.test(id)),
    unknown: away.filter((id) => !OURS.test(id)),
  };
}

// What stands where a block was: the block after it, if it was one of a stack.
function heir(blocks, id, gone) {
  let next = id;
  while (next && gone.has(next)) next = blocks[next].next;
  return next ?? null;
}

function inputWithout(input, blocks, gone) {
  const [, first, second] = input;
  const shadow = second ?? null;
  if (typeof first !== "string" || !gone.has(first)) {
    return typeof shadow === "string" && gone.has(shadow) ? input.slice(0, 2) : input;
  }
  const next = heir(blocks, first, gone);
  if (next) return [input[0], next, ...(shadow === null ? [] : [shadow])];
  if (shadow === null || (typeof shadow === "string" && gone.has(shadow))) return null;
  return [1, shadow];
}

function cleaned(block, blocks, gone) {
  const inputs = {};
  for (const [name, input] of Object.entries(block.inputs ?? {})) {
    const kept = inputWithout(input, blocks, gone);
    if (kept) inputs[name] = kept;
  }
  return { ...block, inputs, next: heir(blocks, block.next, gone) };
}

// Whoever was under a block that is gone hangs under what is left above it, or stands alone.
function rehung(blocks, before) {
  const parents = new Map();
  for (const [id, block] of Object.entries(blocks)) {
    if (!isBlock(block)) continue;
    if (block.next) parents.set(block.next, id);
    for (const input of Object.values(block.inputs)) {
      for (const part of input.slice(1)) if (typeof part === "string") parents.set(part, id);
    }
  }
  for (const [id, block] of Object.entries(blocks)) {
    if (!isBlock(block)) continue;
    const parent = parents.get(id) ?? null;
    const orphan = parent === null && !block.topLevel;
    const place = { x: before[id].x ?? 40, y: before[id].y ?? 40 };
    blocks[id] = { ...block, parent, ...(orphan ? { topLevel: true, ...place } : {}) };
  }
  return blocks;
}

function targetWithout(target, ids, isGone) {
  const before = target.blocks ?? {};
  const gone = new Set(
    blocksOf(target)
      .filter(([, block]) => ids.has(extensionOf(block.opcode ?? "")) && isGone(block))
      .map(([id]) => id),
  );
  if (gone.size === 0) return { target, gone: [] };
  const kept = {};
  for (const [id, block] of Object.entries(before)) {
    if (gone.has(id)) continue;
    kept[id] = isBlock(block) ? cleaned(block, before, gone) : block;
  }
  // A shadow of a block that is gone stands nowhere.
  for (const [id, block] of blocksOf({ blocks: kept })) {
    if (block.shadow && gone.has(block.parent)) delete kept[id];
  }
  return {
    target: { ...target, blocks: rehung(kept, before) },
    gone: [...gone].map((id) => before[id].opcode),
  };
}

/**
 * Return `{project, left}`: the program without the blocks of these extensions (of those, where
 * `isGone(block)`), and the opcodes that were left out, each once. Blocks around them stay joined.
 */
export function without(project, extensions, isGone = () => true) {
  const ids = new Set(extensions);
  const left = new Set();
  const targets = (project.targets ?? []).map((before) => {
    const { target, gone } = targetWithout(before, ids, isGone);
    for (const opcode of gone) left.add(opcode);
    return target;
  });
  const monitors = (project.monitors ?? []).filter(
    ({ opcode = "" }) => !ids.has(extensionOf(opcode)),
  );
  const still = new Set(used({ targets }));
  const named = (project.extensions ?? []).filter((id) => !ids.has(id) || still.has(id));
  return { project: { ...project, targets, monitors, extensions: named }, left: [...left] };
}

function labelFor(id, names, labels) {
  const known = labels.find((label) => label.id === id);
  if (known) return known.id;
  const name = names.get(id);
  return name === undefined
    ? ""
    : (labels.find((label) => folded(label.name) === folded(name))?.id ?? "");
}

const FIELDS = ["LABEL", "labels", "heard"];

function moved(block, from, to, toLabel) {
  const { opcode = "" } = block;
  if (extensionOf(opcode) !== from) return block;
  let own = opcode.slice(from.length + 1);
  if (own.startsWith("name_")) own = `name_${toLabel(own.slice("name_".length))}`;
  const fields = { ...block.fields };
  for (const name of FIELDS) {
    if (fields[name]?.[0]) fields[name] = [toLabel(fields[name][0]), ...fields[name].slice(1)];
  }
  return { ...block, opcode: `${to}_${own}`, fields };
}

/**
 * Return `{project, left}`: a program made for the project with the extension `from`, changed to
 * the one with `to`. Its labels become those with the same id or, as far as `names` (a Map of id
 * to name) tells, the same name; blocks of labels that are not here are left out.
 */
export function adopted(project, { from, to, labels, names = new Map() }) {
  const toLabel = (id) => labelFor(id, names, labels);
  const speaksOfGone = ({ opcode = "" }) => {
    const own = opcode.slice(from.length + 1);
    return own.startsWith("name_") && toLabel(own.slice("name_".length)) === "";
  };
  const { project: kept, left } = without(project, [from], speaksOfGone);
  const targets = kept.targets.map((target) => ({
    ...target,
    blocks: Object.fromEntries(
      Object.entries(target.blocks ?? {}).map(([id, block]) => [
        id,
        isBlock(block) ? moved(block, from, to, toLabel) : block,
      ]),
    ),
  }));
  const extensions = [...new Set((kept.extensions ?? []).map((id) => (id === from ? to : id)))];
  return { project: { ...kept, targets, extensions, monitors: kept.monitors }, left };
}
