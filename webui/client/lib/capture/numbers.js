// One row of numbers: a box for each number, chips for each choice; what is not known stays open.

import { icon, make } from "../dom.js";
import { t } from "../text.js";
import { readRow } from "../values.js";
import { complaint } from "./parts.js";

function numberField(field, id) {
  return make(
    "div",
    { class: "field" },
    make("label", { for: id }, make("bdi", {}, field.name)),
    make("input", {
      class: "input",
      id,
      type: "text",
      inputmode: "decimal",
      autocomplete: "off",
      maxlength: 30,
      placeholder: "?",
    }),
  );
}

function choiceChip(id, value, words, checked = false) {
  const input = make("input", { type: "radio", name: id, value });
  input.checked = checked;
  return make("label", { class: "pick" }, input, make("span", {}, words));
}

function choiceField(field, id) {
  const chips = field.choices.map((choice) => choiceChip(id, choice, make("bdi", {}, choice)));
  return make(
    "fieldset",
    { class: "field" },
    make("legend", {}, make("bdi", {}, field.name)),
    make("div", { class: "row" }, ...chips, choiceChip(id, "", t("not known"), true)),
  );
}

/** The input for a row of numbers: `{element, items(), missing(), clear(), focus(), set(values)}`. */
export function numbersInput({ project, id, changed }) {
  const { fields } = project;
  const wrong = complaint();
  const rows = fields.map((field, place) =>
    (field.kind === "number" ? numberField : choiceField)(field, `${id}-${place}`),
  );
  const element = make("div", { class: "capture stack" }, ...rows);
  element.append(wrong.element);
  element.addEventListener("input", changed);
  const inputs = (place) => [...rows[place].querySelectorAll("input")];
  const typed = () =>
    fields.map((field, place) =>
      field.kind === "number"
        ? inputs(place)[0].value
        : (inputs(place).find((input) => input.checked)?.value ?? ""),
    );
  const set = (values) => {
    for (const [place, field] of fields.entries()) {
      const value = values[place] ?? "";
      if (field.kind === "number") inputs(place)[0].value = String(value);
      else for (const input of inputs(place)) input.checked = input.value === String(value);
    }
  };
  return {
    element,
    set,
    items() {
      const { data, reason } = readRow(fields, typed());
      return reason ? [] : [{ data, file: "", preview: "" }];
    },
    missing: () => readRow(fields, typed()).reason,
    clear: () => set([]),
    focus: () => element.querySelector("input")?.focus(),
  };
}

/** Make a small table drawing's words for a project without fields yet. */
export const noFields = () =>
  make("p", { class: "soft" }, icon("info"), t("This project has no fields yet."));
