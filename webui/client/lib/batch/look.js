// What the rows of a batch look like: how many can be added, and for the others the reason.

import { icon, make } from "../dom.js";
import { exampleWords } from "../show.js";
import { nt, number, t } from "../text.js";

const SHOWN = 100; // rows on the screen: who pastes more sees the refused ones first

function words(project, row) {
  if (row.blob || ["images", "sounds"].includes(project.type)) return String(row.place);
  if (row.words) return row.words;
  return exampleWords(project, row, 120);
}

// Where it was read, and where it would go.
function about(project, row) {
  const label = project.labels.find(({ id }) => id === row.label)?.name;
  const line = typeof row.place === "number" ? t("Line %(n)s", { n: number(row.place) }) : "";
  const parts = [line, label ? make("bdi", {}, label) : ""].filter(Boolean);
  const between = parts.length > 1 ? " · " : "";
  return make("p", { class: "soft small" }, parts[0], between, parts[1]);
}

/** Draw one row with its reason, if it has one. */
export function rowView(project, row, reason) {
  return make(
    "li",
    { class: `batch-row ${reason ? "batch-refused" : "batch-good"}` },
    icon(reason ? "care" : "check"),
    make(
      "div",
      { class: "grow" },
      make("p", { class: "batch-words", dir: "auto" }, words(project, row)),
      about(project, row),
      reason ? make("p", { class: "small batch-reason" }, reason) : null,
    ),
  );
}

/** Draw a list of rows, those with a reason first: `rows` are `[row, reason]`. */
export function rowList(project, rows) {
  const sorted = [...rows.filter(([, reason]) => reason), ...rows.filter(([, reason]) => !reason)];
  const list = make("ul", { class: "batch-rows", tabindex: 0, "aria-label": t("What was read") });
  list.append(...sorted.slice(0, SHOWN).map(([row, reason]) => rowView(project, row, reason)));
  const more = sorted.length - SHOWN;
  if (more > 0) {
    const text = nt("and %(n)s more", "and %(n)s more", more);
    list.append(make("li", { class: "soft small" }, text));
  }
  return list;
}

/** Say how many of the rows can be added. */
export function readWords(rows) {
  const good = rows.filter(({ reason }) => !reason).length;
  const bad = rows.length - good;
  const ready = nt("%(n)s example can be added.", "%(n)s examples can be added.", good);
  if (bad === 0) return ready;
  const refused = nt("%(n)s cannot: see why.", "%(n)s cannot: see why.", bad);
  return `${ready} ${refused}`;
}

/** Say how a batch ended: what was added, was there already, was refused, was not sent. */
export function endWords(batch) {
  const parts = [
    nt("%(n)s example was added.", "%(n)s examples were added.", batch.count("added")),
  ];
  const known = batch.count("known");
  const refused = batch.count("refused");
  const waiting = batch.count("waiting");
  if (known) parts.push(nt("%(n)s was there already.", "%(n)s were there already.", known));
  if (refused) parts.push(nt("%(n)s was not taken.", "%(n)s were not taken.", refused));
  if (waiting) parts.push(nt("%(n)s was not sent.", "%(n)s were not sent.", waiting));
  return parts.join(" ");
}
