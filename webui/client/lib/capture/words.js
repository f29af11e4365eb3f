// One text: a box to write in.

import { make } from "../dom.js";
import { t } from "../text.js";

/** The input for a text: `{element, items(), missing(), clear(), focus()}`. */
export function wordsInput({ id, changed, maxText }) {
  const input = make("textarea", {
    class: "input",
    id: `${id}-text`,
    rows: 3,
    maxlength: maxText,
    dir: "auto",
    "aria-label": t("Text"),
  });
  input.addEventListener("input", changed);
  const written = () => input.value.trim();
  return {
    element: make("div", { class: "capture" }, input),
    items: () => (written() ? [{ data: written(), file: "", preview: "" }] : []),
    missing: () => (written() ? "" : t("Write something first.")),
    clear: () => {
      input.value = "";
    },
    focus: () => input.focus(),
  };
}
