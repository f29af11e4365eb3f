// About the box: is it well, how much room is left.

import { fill, make, one } from "../lib/dom.js";
import { number, t } from "../lib/text.js";
import { ask, attempt } from "./ask.js";

const GIGA = 1000; // MB
const gigabytes = (megabytes) =>
  t("%(n)s GB", { n: number(Math.round((megabytes / GIGA) * 10) / 10) });

const pair = (term, value) => (value ? [make("dt", {}, term), make("dd", {}, value)] : []);

/** Load what the box says of itself. */
export async function mountAbout() {
  const health = await attempt(() => ask("GET", "/health"));
  if (!health) return;
  fill(
    one("#about"),
    ...pair(t("Version"), health.version),
    ...pair(t("Room left on the memory card"), gigabytes(health.free_mb)),
    ...pair(t("Trainer"), health.trainer ? t("ready") : t("starting")),
  );
}
