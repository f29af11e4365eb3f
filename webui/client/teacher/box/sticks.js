// Backups on a USB stick: save one, bring one back.

import { fill, make, one } from "../../lib/dom.js";
import { t } from "../../lib/text.js";
import { ask, attempt } from "../ask.js";
import { confirm } from "../dialog.js";
import { good } from "../notice.js";
import { chore } from "./chore.js";
import { button, space, told } from "./facts.js";

const path = (stick, what) => `/box/sticks/${encodeURIComponent(stick.id)}/${what}`;

/** Ask whether everything shall be replaced by the backup `name`. */
export function sure(name) {
  return confirm({
    title: t("Replace everything with this backup?"),
    text: [
      t(
        "All students, projects, examples and models that are on the box now are replaced by those of the backup.",
      ),
      t("Download a backup of today first if you may want it again."),
      name,
    ],
    action: t("Replace everything"),
    danger: true,
  });
}

async function save(stick, pressed) {
  const begin = () => ask("POST", path(stick, "backup"));
  const work = () => chore(begin, t("Writing the backup onto the stick …"));
  if (!(await attempt(work, { button: pressed }))) return;
  await look();
  good(t("The backup is on the stick. You can pull it out."));
}

async function restore(stick, name) {
  if (!(await sure(name))) return;
  const begin = () => ask("POST", path(stick, "restore"), { name });
  if (await attempt(() => chore(begin, t("Bringing the backup back …"))))
    location.assign("/teacher");
}

function saved(stick, name) {
  return make(
    "li",
    { class: "row row-apart" },
    make("span", { class: "file-name" }, name),
    button("undo", t("Bring back"), () => restore(stick, name)),
  );
}

function card(stick) {
  const write = button("download", t("Save a backup onto it"), (event) =>
    save(stick, event.currentTarget),
  );
  const list = make("ul", { class: "nights" }, ...stick.backups.map((name) => saved(stick, name)));
  return make(
    "div",
    { class: "stick stack stack-small" },
    make(
      "p",
      {},
      make("b", {}, make("bdi", {}, stick.name)),
      " · ",
      t("%(space)s free", { space: space(stick.free_mb) }),
    ),
    make("div", { class: "row" }, write),
    stick.backups.length ? list : null,
  );
}

/** Look which sticks are there; resolves to them. */
export async function sticks() {
  return (await ask("GET", "/box/sticks")).sticks;
}

async function look(pressed) {
  const found = await attempt(sticks, { button: pressed });
  if (!Array.isArray(found)) return;
  const none = told(
    "info",
    t("The box sees no USB stick. Plug one in, wait a moment, look again."),
  );
  fill(one("#sticks"), ...(found.length ? found.map(card) : [none]));
}

/** Bring the part about sticks to life. */
export function mountSticks() {
  one("#sticks-look").addEventListener("click", (event) => look(event.currentTarget));
}
