// The first part of the form: making one example, or several pictures or sounds.

import { exampleInput } from "../lib/capture/form.js";
import { fill, one } from "../lib/dom.js";
import { t } from "../lib/text.js";

// The page itself has the box for a text, so that it works before any script does.
function textBox() {
  const input = one("#data");
  const written = () => input.value.trim();
  return {
    items: () => (written() ? [{ data: written(), preview: "" }] : []),
    missing: () => (written() ? "" : t("Write something first.")),
    clear: () => {
      input.value = "";
    },
    focus: () => input.focus(),
  };
}

/** Resolve to the input of the form, once it is in the page; null where there is no form. */
export async function startMaking(page, changed) {
  if (!one("#add")) return null;
  if (page.project.type === "text") return textBox();
  const input = await exampleInput(page.project, { many: true, changed });
  fill(one("#what"), input.element);
  return input;
}
