// The backups of the last nights.

import { fill, make, one } from "../../lib/dom.js";
import { t, when } from "../../lib/text.js";
import { ask, attempt, download } from "../ask.js";
import { chore } from "./chore.js";
import { button, space } from "./facts.js";
import { sure } from "./sticks.js";

async function restore(night, name) {
  if (!(await sure(name))) return;
  const begin = () => ask("POST", `/box/nights/${night.number}/restore`);
  if (await attempt(() => chore(begin, t("Bringing the backup back …"))))
    location.assign("/teacher");
}

function row(night) {
  const name = night.created ? when(night.created) : t("Backup %(n)s", { n: night.number });
  const size = space(Math.max(1, Math.round(night.size / 1_000_000)));
  const fetch = (event) =>
    attempt(() => download(`/box/nights/${night.number}`, `crowdbox-night-${night.number}.zip`), {
      button: event.currentTarget,
    });
  return make(
    "li",
    { class: "row row-apart" },
    make("span", {}, make("b", {}, name), ` · ${size}`),
    make(
      "span",
      { class: "row" },
      button("download", t("Download"), fetch),
      button("undo", t("Bring back"), () => restore(night, name)),
    ),
  );
}

/** Show them. */
export async function mountNights() {
  const found = await ask("GET", "/box/nights").catch(() => null);
  if (!found) return;
  const none = make(
    "li",
    { class: "soft" },
    t("None yet. The box makes one each night that it is on, or when it starts, and keeps seven."),
  );
  fill(one("#nights"), ...(found.nights.length ? found.nights.map(row) : [none]));
}
