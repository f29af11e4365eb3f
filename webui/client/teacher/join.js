// How to join, one press away: QR, address by name and by number, class code.

import { make, one } from "../lib/dom.js";
import { t } from "../lib/text.js";
import { ask, attempt } from "./ask.js";
import { open } from "./dialog.js";

function pair(term, ...values) {
  return [make("dt", {}, term), ...values];
}

const bdi = (text) => make("bdi", { dir: "ltr" }, text);

// Nobody types "http://", and every browser adds it.
const short = (url) => url.replace(/^http:\/\//, "");

function details({ urls }, room) {
  const [first, ...rest] = urls.map(short);
  const list = make("dl", {}, ...pair(t("Open in the browser"), make("dd", {}, bdi(first))));
  const others = rest.map((each) => make("dd", {}, bdi(each)));
  if (others.length) list.append(...pair(t("If that does not open"), ...others));
  const code = room.class_code ?? "";
  if (!room.code_needed) return list;
  const spaced = `${code.slice(0, 3)} ${code.slice(3)}`;
  list.append(...pair(t("Class code"), make("dd", { class: "code" }, bdi(spaced))));
  return list;
}

async function load(place) {
  await attempt(async () => {
    const [network, room] = await Promise.all([ask("GET", "/network"), ask("GET", "/class")]);
    place.replaceChildren(details(network, room));
    if (!room.joining_open) {
      const text = t("Joining is locked right now: open it on the page People.");
      place.prepend(make("p", { class: "notice notice-care" }, make("span", {}, text)));
    }
  });
}

function qr() {
  const alt = t("QR code that opens the page to join");
  return make("img", { src: "/qr.svg", alt, width: "240", height: "240" });
}

async function panel(onProjector) {
  const place = make("div", { class: "join-details", "aria-live": "polite" }, t("One moment …"));
  const content = [make("div", { class: "join-panel" }, qr(), place)];
  load(place);
  const action = t("Show on the projector");
  if (await open({ title: t("How to join"), content, action, leave: t("Close") })) onProjector();
}

/** Let the button "How to join" open the panel; `onProjector` shows it to the class. */
export function mountJoin({ onProjector }) {
  one("#join-open").addEventListener("click", () => panel(onProjector));
}
