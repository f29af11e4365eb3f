// From what people paste or choose (lines, a table, a zip, a folder) to rows, each an example to
// add or one with the reason why not: `{place, label, data | blob, preview, reason}`.

import { Unzip, UnzipInflate } from "fflate";
import Papa from "papaparse";
import { blobOf, NotUsable, prepare } from "./media.js";
import { t } from "./text.js";
import { folded, readRow } from "./values.js";

const LABEL_NAMES = new Set(["label", "class", "answer", "category", "kategorie", "étiquette"]);
const HEAVIEST = 40_000_000; // bytes of one unpacked file: what is larger is no example
const STEP = 1 << 18; // bytes of a zip that are unpacked at a time

const KINDS = {
  images: /\.(jpe?g|png|gif|webp|bmp|avif|heic|heif)$/i,
  sounds: /\.(wav|mp3|m4a|aac|ogg|oga|opus|webm|flac|mp4)$/i,
};

/** Find a label of the project by its id or its name; "" if there is none. */
export function labelNamed(project, text) {
  const wanted = folded(text);
  const found = project.labels.find(({ id, name }) => id === text || folded(name) === wanted);
  return found?.id ?? "";
}

const unlabelled = (text) =>
  text ? t("There is no label “%(name)s”.", { name: text }) : t("It has no label.");

function table(text) {
  const { data } = Papa.parse(text.trim(), { skipEmptyLines: "greedy" });
  return data.map((cells) => cells.map((cell) => cell.trim()));
}

const share = (cells, test) => cells.filter(test).length / Math.max(1, cells.length);

// The column whose cells are labels of the project: most of them, for a few may be mistyped.
function labelColumn(rows, project) {
  const width = Math.max(0, ...rows.map((cells) => cells.length));
  if (width < 2) return -1;
  const columns = Array.from({ length: width }, (_, column) => rows.map((cells) => cells[column]));
  const known = columns.map((cells) => share(cells, (cell) => cell && labelNamed(project, cell)));
  const best = Math.max(...known);
  return best >= 0.5 ? known.lastIndexOf(best) : -1;
}

function labelOf(project, chosen, written) {
  if (chosen) return { label: chosen, reason: "" };
  const label = labelNamed(project, written ?? "");
  return { label, reason: label ? "" : unlabelled(written ?? "") };
}

function textReason(data, max) {
  if (!data) return t("It is empty.");
  if ([...data].length > max) return t("It is longer than %(max)s characters.", { max });
  return "";
}

function lines(text, project, { label, max }) {
  const written = text.split(/\r?\n/).map((line) => line.trim());
  const rows = written.map((data, place) => {
    const named = labelOf(project, label, "");
    const reason = textReason(data, max) || named.reason;
    return { place: place + 1, label: named.label, data, reason };
  });
  return rows.filter(({ data }) => data);
}

// Which columns hold what: by the words of a first row that names them, else by what is in them.
function textColumns(rows, project) {
  const head = rows[0].map(folded);
  const named = head.findIndex((cell) => LABEL_NAMES.has(cell) || cell === folded(t("Label")));
  const titled = named >= 0 && !labelNamed(project, rows[0][named]);
  const label = titled ? named : labelColumn(rows, project);
  const called = titled ? head.findIndex((cell) => ["text", "data", "example"].includes(cell)) : -1;
  const text = called >= 0 ? called : label === 0 ? 1 : 0;
  return { titled, label, text };
}

function textTable(rows, project, { label, max }) {
  const columns = textColumns(rows, project);
  return rows.slice(columns.titled ? 1 : 0).map((cells, place) => {
    const data = cells[columns.text] ?? "";
    const named = labelOf(project, label, cells[columns.label]);
    const reason = textReason(data, max) || named.reason;
    return { place: place + (columns.titled ? 2 : 1), label: named.label, data, reason };
  });
}

/**
 * Read pasted texts: a table where a column holds labels, else one example in each line. `label`
 * is the id of the label of all, or "" where the table says it; `max` is in characters.
 */
export function textRows(text, project, { label = "", max = 5000 } = {}) {
  const rows = table(text);
  if (rows.length === 0) return [];
  const { titled, label: column } = textColumns(rows, project);
  if (titled || column >= 0) return textTable(rows, project, { label, max });
  return lines(text, project, { label, max });
}

function numberColumns(rows, project) {
  const { fields } = project;
  const head = rows[0].map(folded);
  const named = fields.map((field) => head.indexOf(folded(field.name)));
  const titled = named.some((column) => column >= 0);
  const body = titled ? rows.slice(1) : rows;
  if (titled) {
    const free = head.findIndex((cell) => LABEL_NAMES.has(cell) || cell === folded(t("Label")));
    return { titled, body, fields: named, label: free >= 0 ? free : labelColumn(body, project) };
  }
  const label = labelColumn(body, project);
  const order = rows[0].map((_, column) => column).filter((column) => column !== label);
  return { titled, body, fields: fields.map((_, place) => order[place] ?? -1), label };
}

/** Read a pasted table of numbers: its first row may name the fields, a column may hold labels. */
export function numberRows(text, project, { label = "" } = {}) {
  const rows = table(text);
  if (rows.length === 0) return [];
  const columns = numberColumns(rows, project);
  return columns.body.map((cells, place) => {
    const texts = columns.fields.map((column) => cells[column] ?? "");
    const { data, reason } = readRow(project.fields, texts);
    const named = labelOf(project, label, cells[columns.label]);
    return {
      place: place + (columns.titled ? 2 : 1),
      label: named.label,
      data,
      reason: reason || named.reason,
      words: cells.join(", "),
    };
  });
}

// Of "animals/cats/1.jpg" the folder "cats" says the label.
const folderOf = (path) => path.split("/").at(-2) ?? "";

const hidden = (path) =>
  path.split("/").some((part) => part.startsWith(".") || part === "__MACOSX");

const TYPES = { m4a: "audio/mp4", mp4: "audio/mp4", mp3: "audio/mpeg", wav: "audio/wav" };

async function mediaRow(path, read, project, label) {
  const named = labelOf(project, label, folderOf(path));
  const row = { place: path, label: named.label, preview: "" };
  if (named.reason) return { ...row, reason: named.reason };
  try {
    const { data, preview } = await prepare(project.type, await read());
    return { ...row, blob: blobOf(data), preview, reason: "" };
  } catch (problem) {
    if (!(problem instanceof NotUsable)) throw problem;
    return { ...row, reason: problem.message };
  }
}

const wrongKind = (type) =>
  type === "images" ? t("This is not a picture.") : t("This is not a sound.");

function fits(path, type) {
  return KINDS[type].test(path);
}

const isZip = (file) => /\.zip$/i.test(file.name) || file.type === "application/zip";

// Yields `[path, parts]` of each file in a zip; `parts` is null where it is broken or far too large.
async function* zipFiles(file) {
  const ready = [];
  const begun = new Set();
  const unzip = new Unzip((entry) => {
    if (entry.name.endsWith("/") || hidden(entry.name)) return;
    begun.add(entry.name);
    unpack(entry, (parts) => begun.delete(entry.name) && ready.push([entry.name, parts]));
  });
  unzip.register(UnzipInflate);
  for (let at = 0; at < file.size; at += STEP) {
    const bytes = new Uint8Array(await file.slice(at, at + STEP).arrayBuffer());
    const whole = pushed(unzip, bytes, at + STEP >= file.size);
    while (ready.length) yield ready.shift();
    if (!whole) break;
  }
  for (const path of begun) yield [path, null]; // the zip ended in the middle of it
}

// Returns whether it could be read on.
function pushed(unzip, bytes, final) {
  try {
    unzip.push(bytes, final);
    return true;
  } catch {
    return false;
  }
}

function unpack(entry, done) {
  const parts = [];
  let size = 0;
  entry.ondata = (error, bytes, final) => {
    size += bytes?.length ?? 0;
    if (error || size > HEAVIEST) {
      entry.terminate?.();
      done(null);
    } else {
      parts.push(bytes);
      if (final) done(parts);
    }
  };
  entry.start();
}

function blobFrom(path, parts) {
  const ending = path.split(".").at(-1).toLowerCase();
  return new Blob(parts, { type: TYPES[ending] ?? "" });
}

async function zipRow(path, parts, project, label) {
  if (!fits(path, project.type)) return { place: path, label, reason: wrongKind(project.type) };
  if (!parts) return { place: path, label, reason: t("This file cannot be read.") };
  return mediaRow(path, () => blobFrom(path, parts), project, label);
}

async function* zipRows(file, project, label) {
  let any = false;
  for await (const [path, parts] of zipFiles(file)) {
    any = true;
    yield await zipRow(path, parts, project, label);
  }
  if (!any) yield { place: file.name, label, reason: t("This zip file is empty or damaged.") };
}

/**
 * Read pictures or sounds: files, those of a folder, and what is in zip files, one row after the
 * other. `label` is the id of the label of all, or "" where each one's folder says it.
 */
export async function* mediaRows(files, project, { label = "" } = {}) {
  for (const file of files) {
    const path = file.webkitRelativePath || file.name;
    if (hidden(path)) continue;
    if (isZip(file)) yield* zipRows(file, project, label);
    else if (!fits(path, project.type) && !file.type.startsWith(`${project.type.slice(0, -1)}/`)) {
      yield { place: path, label, reason: wrongKind(project.type) };
    } else yield await mediaRow(path, () => file, project, label);
  }
}
