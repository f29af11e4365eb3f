// How much room is left on the memory card.

import { fill, make, one } from "../../lib/dom.js";
import { t } from "../../lib/text.js";
import { meter, space, told } from "./facts.js";

/** MB below which there is a warning. */
export const LITTLE = 500;

/** Show the room that is left. */
export function showStorage({ data_free_mb: free, data_total_mb: total }) {
  const used = Math.max(0, total - free);
  const words = t("%(free)s of %(total)s are free.", { free: space(free), total: space(total) });
  const little = t(
    "There is little room left. Download a backup, then delete projects that you no longer need.",
  );
  fill(
    one("#storage"),
    make("p", { class: "large" }, words),
    meter(used, Math.max(1, total), { label: t("Room that is used"), words, high: free < LITTLE }),
    free < LITTLE ? told("care", little) : null,
  );
}
