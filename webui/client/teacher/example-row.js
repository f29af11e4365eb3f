// One example in the teacher's list: what it is, who made it, its label, and what can be done.

import { chip, icon, make } from "../lib/dom.js";
import { exampleView, valuesOf, valueWords } from "../lib/show.js";
import { t } from "../lib/text.js";
import { exampleName } from "./example-name.js";

const LONG = 400; // characters of a text that gets a scroll bar of its own
const TALL = 8; // and lines

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

function labelButton(name, example, label, onMove) {
  const content = label
    ? chip(label.name, label.index)
    : make("span", { class: "chip" }, example.label);
  const button = make(
    "button",
    { type: "button", class: "example-label", onclick: onMove },
    content,
    icon("down"),
  );
  const values = { label: label?.name ?? example.label, example: name };
  button.setAttribute("aria-label", t("%(label)s: move %(example)s to another label", values));
  return button;
}

function hideButton(name, example, onHide) {
  if (example.state === "hidden")
    return action("eye", t("Show"), t("Show %(example)s again", { example: name }), onHide);
  return action("eye-shut", t("Hide"), t("Hide %(example)s", { example: name }), onHide);
}

function written(data) {
  const text = make("p", { class: "example-text", dir: "auto" }, data);
  if (long(data)) {
    text.classList.add("example-long");
    text.tabIndex = 0; // it scrolls by itself, also by keyboard
  }
  return text;
}

// In a list each row's names are the heads above it; beside a lone row they are written out.
function values(fields, example) {
  const data = valuesOf(example);
  const pair = (field, value) =>
    make(
      "div",
      {},
      make("dt", { dir: "auto" }, field.name),
      make("dd", { dir: "auto" }, valueWords(value)),
    );
  const pairs = fields.map((each, at) => pair(each, data[at]));
  return make("dl", { class: "example-values" }, ...pairs);
}

/** Show what an example of a project is: its text, its row, its picture or its sound. */
export function exampleBody(project, example) {
  if (project.type === "text") return written(example.data);
  if (project.type === "numbers") return values(project.fields, example);
  return make("div", { class: "example-media" }, exampleView(project, example));
}

/**
 * Make the row of an example. `label` is its label with `index` and `name`; `on.move`, `on.hide`
 * and `on.remove` are called with the example.
 */
export function exampleRow(project, example, label, on) {
  const name = exampleName(project, example);
  const who = make("span", { class: "example-who" }, make("bdi", {}, example.name));
  const hidden = example.state === "hidden" ? make("span", { class: "tag" }, t("hidden")) : null;
  const remove = t("Delete %(example)s", { example: name });
  const buttons = make(
    "div",
    { class: "example-buttons" },
    labelButton(name, example, label, () => on.move(example)),
    hideButton(name, example, () => on.hide(example)),
    action("bin", t("Delete"), remove, () => on.remove(example)),
  );
  const about = make("div", { class: "example-about small" }, who, hidden);
  const attributes = { class: "example", "data-id": example.id, "data-state": example.state };
  return make("li", attributes, exampleBody(project, example), about, buttons);
}
