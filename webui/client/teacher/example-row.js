// One example in the teacher's list: its text, who wrote it, its label, and what can be done.

import { chip, icon, make } from "../lib/dom.js";
import { t } from "../lib/text.js";

const SHORT = 40;
const LONG = 400; // characters of a text that gets a scroll bar of its own
const TALL = 8; // and lines

/** The first words of a text, to name it in a button. */
export function short(text) {
  const line = text.replace(/\s+/g, " ");
  return line.length > SHORT ? `${line.slice(0, SHORT)}…` : line;
}

const long = (text) => text.length > LONG || text.split("\n").length > TALL;

function action(drawing, words, name, onclick) {
  const button = make("button", {
    type: "button",
    class: "button button-quiet example-action",
    onclick,
  });
  button.append(icon(drawing), make("span", {}, words));
  button.setAttribute("aria-label", name);
  return button;
}

function labelButton(example, label, onMove) {
  const content = label
    ? chip(label.name, label.index)
    : make("span", { class: "chip" }, example.label);
  const button = make(
    "button",
    { type: "button", class: "example-label", onclick: onMove },
    content,
    icon("down"),
  );
  const values = { label: label?.name ?? example.label, text: short(example.data) };
  button.setAttribute("aria-label", t("%(label)s: move “%(text)s” to another label", values));
  return button;
}

function hideButton(example, onHide) {
  const text = short(example.data);
  if (example.state === "hidden") {
    return action("eye", t("Show"), t("Show “%(text)s” again", { text }), onHide);
  }
  return action("eye-shut", t("Hide"), t("Hide “%(text)s”", { text }), onHide);
}

/**
 * Make the row of an example. `label` is its label with `index` and `name`; `on.move`, `on.hide`
 * and `on.remove` are called with the example.
 */
export function exampleRow(example, label, on) {
  const text = make("p", { class: "example-text", dir: "auto" }, example.data);
  if (long(example.data)) {
    text.classList.add("example-long");
    text.tabIndex = 0; // it scrolls by itself, also by keyboard
  }
  const who = make("span", { class: "example-who" }, make("bdi", {}, example.name));
  const hidden = example.state === "hidden" ? make("span", { class: "tag" }, t("hidden")) : null;
  const remove = t("Delete “%(text)s”", { text: short(example.data) });
  const buttons = make(
    "div",
    { class: "example-buttons" },
    labelButton(example, label, () => on.move(example)),
    hideButton(example, () => on.hide(example)),
    action("bin", t("Delete"), remove, () => on.remove(example)),
  );
  const about = make("div", { class: "example-about small" }, who, hidden);
  const attributes = { class: "example", "data-id": example.id, "data-state": example.state };
  return make("li", attributes, text, about, buttons);
}
