// What several screens are made of.

import { all, fill, make, say, shape } from "../lib/dom.js";

/** Make a label's name with its shape; `cls` sets the size. */
export function labelled(label, index, cls = "") {
  return make(
    "span",
    { class: `p-label ${cls}` },
    shape(index),
    make("bdi", { class: "p-name" }, label.name),
  );
}

/** Return the place of label `id` in `labels`; a label that is gone comes after the last. */
export function placeOf(labels, id) {
  const index = labels.findIndex((label) => label.id === id);
  return index < 0 ? labels.length : index;
}

/** Make a screen that says one big thing, with a softer line under it. */
export function message(heading = "h1") {
  const big = make(heading, { class: "p-big" });
  const soft = make("p", { class: "p-soft" });
  const element = make("section", { class: "p-message" }, big, soft);
  return {
    element,
    say(text, more = "") {
      say(big, text);
      say(soft, more);
      soft.hidden = !more;
    },
  };
}

/** Put `elements` into `parent` only if they are not there already, in that order. */
export function keep(parent, ...elements) {
  const there = [...parent.children];
  const same = there.length === elements.length && elements.every((el, i) => el === there[i]);
  if (!same) fill(parent, ...elements);
}

/** Leave out the items at the end of `list` that would be cut at its lower edge. */
export function fit(list) {
  const items = all(":scope > li", list);
  for (const item of items) item.hidden = false;
  const bottom = list.getBoundingClientRect().bottom + 1;
  let full = false;
  for (const item of items) {
    full ||= item.getBoundingClientRect().bottom > bottom;
    item.hidden = full;
  }
}

/** Set a CSS custom property; a style sheet decides what it means. */
export function property(element, name, value) {
  element.style.setProperty(name, String(value));
}
