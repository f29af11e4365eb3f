// A form for examples of any type: what it needs to be made is fetched when it is wanted.

import { make, onSubmit, shape } from "../dom.js";
import { mark } from "../labels.js";
import { t } from "../text.js";
import { complaint } from "./parts.js";

const INPUTS = {
  text: async () => (await import("./words.js")).wordsInput,
  numbers: async () => (await import("./numbers.js")).numbersInput,
  images: async () => (await import("./pictures.js")).picturesInput,
  sounds: async () => (await import("./sounds.js")).soundsInput,
};

let forms = 0;

/**
 * Resolve to the input for one example of the project's type (`many`: for several pictures or
 * sounds): `{element, items(), missing(), clear(), focus()}`. `items()` gives
 * `[{data, file, preview}]`, where `data` is what the API takes and `file` what a page shows;
 * `missing()` says in words what is still to be done, "" if nothing; `changed()` is called when
 * what it holds changes.
 */
export async function exampleInput(project, { many = false, changed = () => {}, maxText } = {}) {
  forms += 1;
  const id = `example-${forms}`;
  const input = await INPUTS[project.type]();
  return input({ project, many, changed, id, maxText: maxText ?? 5000 });
}

function labelChoice(project, name) {
  const choices = project.labels.map((label, index) =>
    make(
      "label",
      { class: `pick ${mark(index).cls}` },
      make("input", { type: "radio", name, value: label.id }),
      make("span", {}, shape(index), make("bdi", {}, label.name)),
    ),
  );
  return make(
    "fieldset",
    { class: "field" },
    make("legend", {}, t("Where does it belong?")),
    make("div", { class: "row" }, ...choices),
  );
}

function build(project, { onAdd, words, choice, many, eager, maxText }) {
  const wrong = complaint();
  const place = make("div", {});
  // What is asked about at once needs its button only when it has to be asked again.
  const button = make("button", { class: "button button-primary", hidden: eager }, words);
  const form = make("form", { class: "stack example-form", novalidate: true }, place);
  form.append(...[choice, wrong.element, button].filter(Boolean));
  const chosen = () => choice?.querySelector("input:checked")?.value ?? "";
  const lack = () => {
    const missing = form.input.missing();
    return missing || (choice && !chosen() ? t("Choose where it belongs.") : "");
  };
  const send = async () => {
    wrong.say(lack());
    if (lack() || button.disabled) return;
    button.disabled = true;
    try {
      for (const item of form.input.items()) {
        if ((await onAdd({ ...item, label: chosen() })) === false) return;
      }
      if (choice) form.clear();
      button.hidden = eager;
    } catch (problem) {
      wrong.say(problem.message);
      button.hidden = false;
    } finally {
      button.disabled = false;
    }
  };
  const changed = () => {
    wrong.say("");
    if (eager && form.input?.items().length) send();
  };
  form.clear = () => form.input?.clear();
  form.ready = exampleInput(project, { many, changed, maxText }).then((input) => {
    form.input = input;
    place.append(input.element);
    return form;
  });
  onSubmit(form, () => form.ready.then(send));
  return form;
}

/**
 * Return a form that makes an example with its label. `onAdd({data, file, preview, label})` is
 * awaited for each one (several pictures or sounds may wait): what it throws (a Problem) is said
 * below, false keeps what was made. `words` are on the button. The form has `.clear()`, `.ready`
 * (a promise) and, once ready, `.input`.
 */
export function exampleForm(project, { onAdd, words = t("Add"), maxText } = {}) {
  const choice = labelChoice(project, `form-label-${forms + 1}`);
  return build(project, { onAdd, words, choice, many: true, eager: false, maxText });
}

/**
 * Return a form that makes one example without a label, to try: `onData({data, file, preview})` is
 * awaited, for a picture or a sound as soon as it is made. `action` is on its button. It has
 * `.clear()`, `.ready` and `.input` as an exampleForm has.
 */
export function dataForm(project, { onData, action = t("Try it"), maxText } = {}) {
  const eager = ["images", "sounds"].includes(project.type);
  return build(project, {
    onAdd: onData,
    words: action,
    choice: null,
    many: false,
    eager,
    maxText,
  });
}
