// Making the box as new.

import { make, one } from "../../lib/dom.js";
import { t } from "../../lib/text.js";
import { ask, attempt } from "../ask.js";
import { open } from "../dialog.js";
import { cover } from "./away.js";

async function reset(room) {
  const input = make("input", {
    class: "input",
    id: "reset-name",
    autocomplete: "off",
    autofocus: true,
  });
  const label = make(
    "label",
    { for: "reset-name" },
    t("Type the name of the class to be sure: %(name)s", { name: room.class_name }),
  );
  const text = t(
    "Everything that was made on this box is deleted for good, the backups of the nights too. Download a backup first if you may want it again.",
  );
  const typed = await open({
    title: t("Make the box as new?"),
    content: [make("p", {}, text), make("div", { class: "field" }, label, input)],
    action: t("Delete everything and start anew"),
    danger: true,
    answer: () => input.value.trim() || void input.focus(),
  });
  if (!typed || !(await attempt(() => ask("POST", "/box/reset", { confirm: typed })))) return;
  cover(
    t("The box becomes as new"),
    t(
      "That takes a few minutes. Then it makes its own Wi-Fi again, and the new claim code is on its memory card, in the file CROWDBOX.TXT.",
    ),
  );
}

/** Bring the card to life. */
export function mountReset(room) {
  one("#reset").addEventListener("click", () => reset(room));
}
