// The newest examples as calm cards, once the teacher has revealed them.

import { make } from "../lib/dom.js";
import { mark } from "../lib/labels.js";
import { exampleView, valuesOf, valueWords } from "../lib/show.js";
import { levels } from "../lib/sound.js";
import { t } from "../lib/text.js";
import { fit, keep, labelled, placeOf, property } from "./parts.js";

const FADING = "…";
const LONGEST = 140; // characters that a class can read from afar before the next one comes

/** Shorten a text for a card. */
export function short(text) {
  const characters = [...text.replace(/\s+/g, " ").trim()];
  if (characters.length <= LONGEST) return characters.join("");
  return characters.slice(0, LONGEST).join("") + FADING;
}

/** Say a row of a table as one line: "Legs 4, Skin fur". */
export function rowWords(fields, data) {
  const values = valuesOf({ data });
  return fields.map((field, at) => `${field.name} ${valueWords(values[at])}`).join(", ");
}

// On a wall nobody can press play: a sound is its waveform.
function wave(preview) {
  const bars = levels(preview).map((level) => {
    const bar = make("i");
    property(bar, "--level", Math.max(0.04, level));
    return bar;
  });
  return make("div", { class: "p-wave", role: "img", "aria-label": t("A sound") }, ...bars);
}

/** Show what an example is, as large as its place: its text, row, picture or waveform. */
export function content(project, example) {
  if (project.type === "images") return exampleView(project, example);
  if (project.type === "sounds") return wave(example.preview);
  const text =
    project.type === "numbers" ? rowWords(project.fields, example.data) : short(example.data);
  return make("p", { dir: "auto" }, text);
}

function card(example, project) {
  const { labels } = project;
  const place = placeOf(labels, example.label);
  const label = labels[place] ?? { name: example.label };
  return make(
    "li",
    { class: `p-card ${mark(place).cls}` },
    labelled(label, place),
    content(project, example),
  );
}

/** Make the list of cards. `update` takes the project and the newest examples, newest first. */
export function newest() {
  const element = make("ol", { class: "p-cards" });
  let cards = new Map();
  return {
    element,
    update(project, examples) {
      const next = new Map();
      for (const example of examples) {
        const { id, label, data, file } = example;
        const key = JSON.stringify([id, label, data, file, project.labels, project.fields]);
        next.set(key, cards.get(key) ?? card(example, project));
      }
      element.dataset.type = project.type;
      cards = next;
      keep(element, ...cards.values());
    },
    fit: () => fit(element),
  };
}
