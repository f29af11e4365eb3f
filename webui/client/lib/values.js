// The values of a numbers project: what people type, as the box keeps it.

import { t } from "./text.js";

const UNKNOWN = new Set(["", "?", "-", "–", "—", "na", "n/a", "nan", "null", "none"]);

/** Compare words as people mean them: without case and spaces around. */
export const folded = (text) => String(text).normalize("NFKC").trim().toLowerCase();

/** Read a number as people write it (1.5, 1,5, −3, 1 000); NaN where it is none. */
export function readNumber(text) {
  const plain = text
    .trim()
    .replace(/−/g, "-")
    .replace(/[\s\u00a0\u202f]/g, "");
  const dotted = /^[^.]*,[^.,]*$/.test(plain) ? plain.replace(",", ".") : plain;
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(dotted) ? Number(dotted) : Number.NaN;
}

/**
 * Read what was typed for one field: `{value, reason}`. The value is null where it is not known;
 * `reason` says what is wrong, "" where nothing is.
 */
export function readValue(field, text) {
  if (UNKNOWN.has(folded(text))) return { value: null, reason: "" };
  if (field.kind === "number") {
    const value = readNumber(text);
    if (Number.isFinite(value)) return { value, reason: "" };
    return { value: null, reason: t("“%(field)s” is not a number.", { field: field.name }) };
  }
  const value = field.choices.find((choice) => folded(choice) === folded(text));
  if (value !== undefined) return { value, reason: "" };
  const values = { field: field.name, text };
  return { value: null, reason: t("“%(text)s” is not a choice of “%(field)s”.", values) };
}

/** Read the typed values of a whole row, in the order of the fields: `{data, reason}`. */
export function readRow(fields, texts) {
  const read = fields.map((field, place) => readValue(field, texts[place] ?? ""));
  const wrong = read.find(({ reason }) => reason);
  if (wrong) return { data: [], reason: wrong.reason };
  const data = read.map(({ value }) => value);
  if (data.every((value) => value === null)) {
    return { data: [], reason: t("Fill in at least one value.") };
  }
  return { data, reason: "" };
}
