// A change of network goes back by itself unless somebody keeps it from the new network. This
// page may lose the box at any moment: all that it says is here already.

import { api } from "../../lib/api.js";
import { fill, make } from "../../lib/dom.js";
import { nt, t } from "../../lib/text.js";
import { open } from "../dialog.js";
import { button, ltr, told } from "./facts.js";

const LOOK = 3000; // ms between two looks whether the box is here
const GRACE = 15; // seconds the box may take to come back

const short = (url) => url.replace(/^https?:\/\//, "").replace(/\?.*/, "");

// A box that does not tell the password before has it on its card.
function hotspot(to, secret) {
  if (to.password) {
    return t("On this device, join the Wi-Fi %(name)s. Its password: %(password)s", to);
  }
  return secret
    ? t(
        "On this device, join the Wi-Fi %(name)s. Its password is in the file CROWDBOX.TXT on the memory card.",
        to,
      )
    : t("On this device, join the Wi-Fi %(name)s.", to);
}

/** Say what to do with this device, step by step: `pending` and the hotspot's `password`. */
export function steps({ pending, password, secret = false }) {
  const to = { name: pending.ssid, password };
  const join = {
    hotspot: hotspot(to, secret),
    wifi: t("On this device, join the Wi-Fi %(name)s.", to),
    cable: t("Have this device in the same network as the cable."),
  }[pending.to];
  return [join, t("Open the address below."), t("Press “Keep this network”.")];
}

async function back(event) {
  event.currentTarget.setAttribute("aria-busy", "true");
  await api("POST", "/box/network/back", undefined, { seconds: 5 }).catch(() => null);
  location.reload();
}

// The box is at this very address still, or again: then it is kept from here.
async function keep(place, event) {
  const pressed = event.currentTarget;
  pressed.setAttribute("aria-busy", "true");
  try {
    await api("POST", "/box/network/confirm", undefined, { seconds: 10 });
    location.reload();
  } catch (problem) {
    pressed.removeAttribute("aria-busy");
    fill(place, told("care", problem.message));
  }
}

function clock(place, seconds, over) {
  const ends = performance.now() + seconds * 1000;
  const tick = () => {
    const left = Math.max(0, Math.ceil((ends - performance.now()) / 1000));
    place.textContent = nt("%(n)s second", "%(n)s seconds", left);
    if (left === 0) {
      clearInterval(timer);
      over();
    }
  };
  const timer = setInterval(tick, 500);
  tick();
}

function watch(place, ssid) {
  const look = async () => {
    const now = await api("GET", "/box/network", undefined, { seconds: 4 }).catch(() => null);
    if (now && !now.pending) location.reload();
    else setTimeout(look, LOOK);
  };
  setTimeout(look, LOOK);
  return () =>
    setTimeout(() => {
      const text = ssid
        ? t(
            "The time is over. The box goes back to %(name)s: join that Wi-Fi again, and this page comes back.",
            { name: ssid },
          )
        : t(
            "The time is over. The box goes back to the network from before, and this page comes back.",
          );
      fill(place, told("care", text));
    }, GRACE * 10);
}

/** Count down until the box goes back, and say how to keep the new network. */
export function countdown(begun) {
  const { pending, keep: address } = begun;
  const left = make("b", { class: "countdown" });
  const news = make("div", { role: "status" });
  const link = address
    ? make(
        "a",
        { class: "button button-primary button-wide keep-link", href: address },
        ltr(short(address)),
      )
    : null;
  const here = button("check", t("Keep it from here"), (event) => keep(news, event));
  const goBack = button("undo", t("Go back now"), back);
  const list = make(
    "ol",
    { class: "keep-steps" },
    ...steps(begun).map((text) => make("li", {}, text)),
  );
  open({
    title: t("The box changes its network"),
    content: [
      make(
        "p",
        {},
        t("If nobody keeps the new network, the box goes back by itself in"),
        " ",
        left,
      ),
      list,
      link,
      news,
      make("div", { class: "row" }, here, goBack),
    ].filter(Boolean),
    leave: t("Hide this"),
  });
  const over = watch(news, begun.mode === "cable" ? "" : begun.ssid);
  clock(left, pending.seconds_left, over);
}
