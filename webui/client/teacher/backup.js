// Everything of the box: take it home, bring it back, or clear it for the next class.

import { make, one } from "../lib/dom.js";
import { t } from "../lib/text.js";
import { ask, attempt, download } from "./ask.js";
import { confirm, open } from "./dialog.js";
import { upload } from "./upload.js";

const today = () => new Date().toLocaleDateString("sv"); // 2026-09-01: sorts by itself

async function restore(field) {
  const [zip] = field.files;
  if (!zip) return;
  const title = t("Replace everything with this backup?");
  const text = [
    t(
      "All students, projects, examples and models that are on the box now are replaced by those of the backup.",
    ),
    t("Download a backup of today first if you may want it again."),
    zip.name,
  ];
  const sure = await confirm({ title, text, action: t("Replace everything"), danger: true });
  // The backup has its own password: who has no session in it is led to the login.
  if (sure && (await attempt(() => upload("/restore", zip, one("#restore-progress"))))) {
    location.assign("/teacher");
  }
  field.value = "";
}

async function wipe(room) {
  const input = make("input", {
    class: "input",
    id: "wipe-name",
    autocomplete: "off",
    autofocus: true,
  });
  const label = make(
    "label",
    { for: "wipe-name" },
    t("Type the name of the class to be sure: %(name)s", { name: room.class_name }),
  );
  const content = [
    make(
      "p",
      {},
      t(
        "All students, projects, examples, models and keys are deleted for good. The class name, the password and the language stay.",
      ),
    ),
    make("div", { class: "field" }, label, input),
  ];
  const answer = () => input.value.trim() || void input.focus();
  const asked = {
    title: t("Delete everything of this class?"),
    content,
    action: t("Delete everything"),
    danger: true,
    answer,
  };
  const typed = await open(asked);
  if (typed && (await attempt(() => ask("POST", "/class/wipe", { confirm: typed }))))
    location.assign("/teacher");
}

/** Bring backup, restore and wipe to life. */
export function mountBackup(room) {
  one("#backup").addEventListener("click", (event) => {
    const work = () => download("/backup", `crowdbox-${today()}.zip`);
    attempt(work, { button: event.currentTarget });
  });
  const file = one("#restore-file");
  file.addEventListener("change", () => restore(file));
  one("#wipe").addEventListener("click", () => wipe(room));
}
