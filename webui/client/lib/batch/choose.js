// The first step of "Add many": where the examples belong, and where they come from. Rows are read
// as soon as something is pasted or chosen.

import { fileButton } from "../capture/parts.js";
import { make, shape } from "../dom.js";
import { ACCEPT } from "../media.js";
import { mediaRows, numberRows, textRows } from "../rows.js";
import { t } from "../text.js";

const TABLES = ".csv,.tsv,.txt,text/csv,text/plain,text/tab-separated-values";

const media = (project) => ["images", "sounds"].includes(project.type);

function labelChips(project, pick) {
  const self = media(project) ? t("The folder's name says it") : t("The table says it");
  const options = [["", make("span", {}, self)]];
  for (const [index, label] of project.labels.entries()) {
    options.push([label.id, make("span", {}, shape(index), make("bdi", {}, label.name))]);
  }
  const chips = options.map(([value, content]) => {
    const input = make("input", { type: "radio", name: "batch-label", value });
    input.checked = value === "";
    input.addEventListener("change", () => pick(value));
    return make("label", { class: "pick" }, input, content);
  });
  return make(
    "fieldset",
    { class: "field" },
    make("legend", {}, t("Where do they belong?")),
    make("div", { class: "row" }, ...chips),
  );
}

function example(project) {
  if (project.type !== "numbers") return t("One example in each line");
  const names = [...project.fields.map(({ name }) => name), t("Label")];
  return names.join("\t");
}

/**
 * Make the first step: `{element, focus()}`. `read(rows)` gets what was read so far, more often
 * while files are opened; `busy(text)` says what is being opened, "" at the end.
 */
export function chooser(project, { read, busy, maxText }) {
  let label = "";
  let source = null; // what was chosen last, to read it again under another label
  let turn = 0;
  const again = async () => {
    turn += 1;
    const mine = turn;
    await source?.(label, (rows) => mine === turn && read(rows));
  };
  const from = (next) => {
    source = next;
    again();
  };
  const labels = labelChips(project, (value) => {
    label = value;
    again();
  });
  const step = media(project) ? filesStep(project, from, busy) : tableStep(project, from, maxText);
  const element = make("div", { class: "stack" }, labels, ...step.parts);
  return { element, focus: () => step.first.focus(), take: step.take };
}

function tableStep(project, from, maxText) {
  const rowsOf = project.type === "numbers" ? numberRows : textRows;
  const input = make("textarea", {
    class: "input batch-paste",
    id: "batch-paste",
    rows: 6,
    dir: "auto",
    placeholder: example(project),
  });
  const reader = (text) => (label, read) => read(rowsOf(text, project, { label, max: maxText }));
  input.addEventListener("input", () => from(reader(input.value)));
  const take = async (files) => {
    input.value = (await Promise.all(files.map((file) => file.text()))).join("\n");
    from(reader(input.value));
  };
  const words = project.type === "numbers" ? t("Paste a table here") : t("Paste lines here");
  const field = make("div", { class: "field" }, make("label", { for: input.id }, words), input);
  const file = fileButton("upload", t("Choose a CSV file"), take, { accept: TABLES });
  return { parts: [field, make("div", { class: "row" }, file)], first: input, take };
}

function filesStep(project, from, busy) {
  const take = (files) =>
    from(async (label, read) => {
      const rows = [];
      for await (const row of mediaRows(files, project, { label })) {
        rows.push(row);
        busy(row.place);
        read([...rows]);
      }
      busy("");
      read(rows);
    });
  const several = project.type === "images" ? t("Choose pictures") : t("Choose sounds");
  const kind = project.type === "images" ? "image" : "sound";
  const parts = [
    make(
      "div",
      { class: "capture-buttons" },
      fileButton(kind, several, take, { accept: ACCEPT[project.type], multiple: true }),
      ...folderButton(take),
      fileButton("zip", t("Choose a zip file"), take, { accept: ".zip,application/zip" }),
    ),
  ];
  return { parts, first: parts[0].querySelector("input"), take };
}

// Phones have no folders to choose.
function folderButton(take) {
  if (!("webkitdirectory" in HTMLInputElement.prototype)) return [];
  return [fileButton("folder", t("Choose a folder"), take, { webkitdirectory: true })];
}
