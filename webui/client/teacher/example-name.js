// What to call an example in a button or a title, where the example itself is not there to see.

import { exampleWords } from "../lib/show.js";
import { t } from "../lib/text.js";

const SHORT = 40; // characters

/** The first words of a text. */
export function short(text) {
  const line = text.replace(/\s+/g, " ");
  return line.length > SHORT ? `${line.slice(0, SHORT)}…` : line;
}

/** Name an example of a project: its first words, its values, or whose picture or sound it is. */
export function exampleName(project, example) {
  const by = { name: example.name };
  if (project.type === "images") return t("the picture by %(name)s", by);
  if (project.type === "sounds") return t("the sound by %(name)s", by);
  return t("“%(text)s”", { text: short(exampleWords(project, example, SHORT + 1)) });
}
