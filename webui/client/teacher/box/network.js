// The card of the network: what works now, and how a device gets in.

import { fill, make, one } from "../../lib/dom.js";
import { t } from "../../lib/text.js";
import { ask } from "../ask.js";
import { change } from "./change.js";
import { fact, ltr, told } from "./facts.js";

let shown = "";
let state = null;

/** Say in a sentence how the box is in the network. */
export function modeWords({ mode, ssid, open }) {
  if (mode === "hotspot") {
    return open
      ? t("The box makes its own Wi-Fi, without a password: %(name)s.", { name: ssid })
      : t("The box makes its own Wi-Fi: %(name)s.", { name: ssid });
  }
  if (mode === "wifi") return t("The box is in the Wi-Fi %(name)s.", { name: ssid });
  if (mode === "cable") return t("The box is on the network by cable.");
  return t("The box is in no network. Plug in a cable, or change the network.");
}

function code(source, alt, words) {
  return make(
    "figure",
    { class: "way-in" },
    make("img", { src: source, alt, width: 200, height: 200 }),
    make("figcaption", {}, words),
  );
}

function codes({ mode, ssid, password, addresses }) {
  const fresh = encodeURIComponent(`${ssid}/${password}/${addresses[0] ?? ""}`);
  const page = code(
    `/qr.svg?for=${fresh}`,
    t("QR code that opens the page to join"),
    mode === "hotspot" ? t("2. Open the page") : t("Open the page"),
  );
  if (mode !== "hotspot") return [page];
  const wifi = code(
    `/wifi.svg?for=${fresh}`,
    t("QR code that joins the box's Wi-Fi"),
    t("1. Join the Wi-Fi"),
  );
  return [wifi, page];
}

// Nobody types "http://", and every browser adds it.
const short = (url) => url.replace(/^http:\/\//, "");

function ways(now, urls) {
  const [first, ...rest] = urls.map(short);
  return make(
    "dl",
    { class: "facts" },
    ...fact(t("Wi-Fi"), now.ssid ? make("bdi", {}, now.ssid) : null),
    ...fact(t("Password"), now.password ? ltr(now.password) : null),
    ...fact(t("Address"), first ? ltr(first) : null),
    ...rest.flatMap((url) => fact(t("or"), ltr(url))),
    ...fact(t("Signal"), now.signal === null ? null : strength(now.signal)),
  );
}

/** Say how well a Wi-Fi is heard, from 0 to 100. */
export function strength(signal) {
  if (signal >= 60) return t("strong");
  return signal >= 35 ? t("good enough") : t("weak: bring the box nearer");
}

/** Show how the network is; what has not changed stays as it is, and so does the focus. */
export async function showNetwork(now) {
  state = now;
  const { urls } = await ask("GET", "/network").catch(() => ({ urls: [] }));
  const { clients: _, pending, ...rest } = now;
  const key = JSON.stringify([rest, pending?.to, urls]);
  if (key === shown) return;
  shown = key;
  const place = one("#network");
  place.removeAttribute("aria-busy");
  const failed = now.failed ? told("care", now.failed.message) : null;
  const words = make("p", { class: "large" }, modeWords(now));
  const inside = make("div", { class: "network-ways" }, ways(now, urls));
  inside.append(make("div", { class: "network-codes" }, ...codes(now)));
  fill(place, failed, words, inside);
  one("#network-change").hidden = false;
}

/** Say that the box could not tell. */
export function networkAway(problem) {
  if (!shown) fill(one("#network"), told("bad", problem.message));
}

/** Bring the card to life. */
export function mountNetwork() {
  one("#network-change").addEventListener("click", () => change(state));
}
