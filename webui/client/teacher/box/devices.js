// How many devices are in the box's own Wi-Fi, against what its radio can take.

import { fill, make, one } from "../../lib/dom.js";
import { nt, number, t } from "../../lib/text.js";
import { meter, told } from "./facts.js";

const NEAR = 0.8;

/** Say what to do about that many devices, "" if nothing: `limit` may be null. */
export function advice(clients, limit) {
  if (!limit || clients < limit * NEAR) return "";
  return clients >= limit
    ? t(
        "The radio takes no more devices. Use the school's Wi-Fi or a router by cable, or let two students share a device.",
      )
    : t("The radio is nearly full. For more devices, use the school's Wi-Fi or a router by cable.");
}

/** Show them; nothing where the box makes no Wi-Fi of its own. */
export function showDevices({ mode, clients, client_limit: limit }) {
  one("#devices-card").hidden = mode !== "hotspot" || clients === null;
  if (clients === null) return;
  const count = nt("%(n)s device is connected", "%(n)s devices are connected", clients);
  const room = limit
    ? t("This radio takes about %(n)s at once.", { n: number(limit) })
    : t("Nobody knows how many this radio takes; often it is about 8.");
  const words = advice(clients, limit);
  const of = t("%(n)s of about %(of)s", { n: number(clients), of: number(limit ?? 0) });
  fill(
    one("#devices"),
    make("p", { class: "large", role: "status" }, count),
    limit ? meter(clients, limit, { label: t("Devices"), words: of, high: words }) : null,
    make("p", { class: "soft" }, room),
    words ? told("care", words) : null,
  );
}
