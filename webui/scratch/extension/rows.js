// A row of numbers and choices, from the slots of a block.

import { readNumber } from "../../client/lib/values.js";
import { folded } from "./names.js";

const UNKNOWN = new Set(["", "?", "-"]);

function cell(field, value) {
  const text = String(value ?? "").trim();
  if (UNKNOWN.has(text)) return { value: null };
  if (field.kind === "choice") {
    const found = field.choices.find((choice) => folded(choice) === folded(text));
    const values = { text, field: field.name };
    return found === undefined ? { refusal: { code: "not_a_choice", values } } : { value: found };
  }
  const number = typeof value === "number" ? value : readNumber(text);
  if (Number.isFinite(number)) return { value: number };
  return { refusal: { code: "not_a_number", values: { text } } };
}

/** Return what to ask about for the values in `FIELD0`, `FIELD1` …: `{key, data}` or `{refusal}`. */
export function rowQuestion(fields, args) {
  const cells = fields.map((field, place) => cell(field, args[`FIELD${place}`]));
  const wrong = cells.find(({ refusal }) => refusal);
  if (wrong) return { refusal: wrong.refusal };
  const data = cells.map(({ value }) => value);
  if (data.every((value) => value === null)) return { refusal: { code: "nothing" } };
  return { key: JSON.stringify(data), data };
}
