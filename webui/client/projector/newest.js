// The newest examples as calm cards, once the teacher has revealed them.

import { make } from "../lib/dom.js";
import { mark } from "../lib/labels.js";
import { fit, keep, labelled, placeOf } from "./parts.js";

const FADING = "…";
const LONGEST = 140; // characters that a class can read from afar before the next one comes

/** Shorten a text for a card. */
export function short(text) {
  const characters = [...text.replace(/\s+/g, " ").trim()];
  if (characters.length <= LONGEST) return characters.join("");
  return characters.slice(0, LONGEST).join("") + FADING;
}

function card(example, labels) {
  const place = placeOf(labels, example.label);
  const label = labels[place] ?? { name: example.label };
  return make(
    "li",
    { class: `p-card ${mark(place).cls}` },
    labelled(label, place),
    make("p", { dir: "auto" }, short(example.data)),
  );
}

/** Make the list of cards. `update` takes the labels and the newest examples, newest first. */
export function newest() {
  const element = make("ol", { class: "p-cards" });
  let cards = new Map();
  return {
    element,
    update(labels, examples) {
      const next = new Map();
      for (const example of examples) {
        const key = JSON.stringify([example.id, example.label, example.data, labels]);
        next.set(key, cards.get(key) ?? card(example, labels));
      }
      cards = next;
      keep(element, ...cards.values());
    },
    fit: () => fit(element),
  };
}
