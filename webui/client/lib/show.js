// One example as a person sees it: words, a picture, a sound with its waveform, a row of numbers.

import { make } from "./dom.js";
import { playButton } from "./player.js";
import { number, t } from "./text.js";
import { waveform } from "./waveform.js";

const labelOf = (project, example) =>
  project.labels?.find(({ id, name }) => id === example.label || name === example.label)?.name;

function words(_project, example) {
  return make("p", { class: "show-text", dir: "auto" }, example.data);
}

/** Say one value of a row: a number as people here write it, a choice, or "?" for not known. */
export function valueWords(value) {
  if (value === null || value === undefined || value === "") return t("?");
  return typeof value === "number" ? number(value, { maximumFractionDigits: 6 }) : String(value);
}

/** Return the values of a numbers example in the order of the project's fields. */
export function valuesOf(example) {
  if (Array.isArray(example.data)) return example.data;
  try {
    const values = JSON.parse(example.data);
    return Array.isArray(values) ? values : [];
  } catch {
    return [];
  }
}

function row(project, example) {
  const values = valuesOf(example);
  const facts = (project.fields ?? []).map((field, place) =>
    make(
      "div",
      {},
      make("dt", {}, make("bdi", {}, field.name)),
      make("dd", {}, make("bdi", {}, valueWords(values[place]))),
    ),
  );
  return make("dl", { class: "show-row" }, ...facts);
}

function picture(project, example) {
  const label = labelOf(project, example);
  const alt = label ? t("A picture for “%(label)s”", { label }) : t("A picture");
  return make("img", { class: "show-picture", src: example.file, alt, loading: "lazy" });
}

function sound(_project, example) {
  return make(
    "div",
    { class: "show-sound" },
    playButton(example.file),
    waveform(example.preview ?? ""),
  );
}

const VIEWS = { text: words, numbers: row, images: picture, sounds: sound };

// What the teacher has not revealed has no content here, nor has what is still being read.
const veiled = (project, example) =>
  ["images", "sounds"].includes(project.type)
    ? !example.file
    : example.data === "" || example.data === undefined || example.data?.length === 0;

/**
 * Return an element that shows `example` (`{data, file, preview, label}`) of `project`
 * (`{type, labels, fields}`); `file` may be an address on the box or a `data:` URL.
 */
export function exampleView(project, example) {
  if (veiled(project, example)) return make("p", { class: "soft" }, "…");
  return VIEWS[project.type](project, example);
}

/** Say an example in a few words, to name it in a button: its first words, its values, its kind. */
export function exampleWords(project, example, longest = 60) {
  if (project.type === "text") return String(example.data).replace(/\s+/g, " ").slice(0, longest);
  if (project.type === "numbers")
    return valuesOf(example).map(valueWords).join(", ").slice(0, longest);
  return project.type === "images" ? t("picture") : t("sound");
}
