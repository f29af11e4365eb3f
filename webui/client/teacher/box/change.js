// Changing the network: which one, and with which password; then the countdown.

import { all, fill, make, one } from "../../lib/dom.js";
import { t } from "../../lib/text.js";
import { ask, attempt } from "../ask.js";
import { choose, open } from "../dialog.js";
import { countdown } from "./countdown.js";
import { told } from "./facts.js";
import { strength } from "./network.js";

function option(value, title, text) {
  return {
    value,
    content: make(
      "span",
      { class: "network-option" },
      make("b", {}, title),
      make("span", { class: "soft" }, text),
    ),
  };
}

function options({ mode, open: isOpen, radio, cable }) {
  const hotspot = option(
    "hotspot",
    t("The box's own Wi-Fi"),
    t("For a class of a few devices, anywhere. With a password."),
  );
  const free = option(
    "open",
    t("The box's own Wi-Fi, without a password"),
    t("Easier to join, but everybody near can listen and come in."),
  );
  const wifi = option(
    "wifi",
    t("A Wi-Fi that is there"),
    t("The school's, or a router's. Best for many devices."),
  );
  const wire = option("cable", t("A cable"), t("The box's own Wi-Fi is switched off."));
  return [
    radio && (mode !== "hotspot" || isOpen) ? hotspot : null,
    radio && (mode !== "hotspot" || !isOpen) ? free : null,
    radio ? wifi : null,
    cable && mode !== "cable" ? wire : null,
  ].filter(Boolean);
}

function heard(wifi, pick) {
  const lock = wifi.enterprise
    ? t("wants an account, the box cannot join it")
    : wifi.secured
      ? t("with a password")
      : t("without a password");
  return make(
    "button",
    {
      type: "button",
      class: "button choice",
      onclick: () => pick(wifi),
      disabled: wifi.enterprise,
    },
    make(
      "span",
      { class: "network-option" },
      make("bdi", {}, make("b", {}, wifi.ssid)),
      make("span", { class: "soft" }, `${strength(wifi.signal)}, ${lock}`),
    ),
  );
}

// What the radio hears, without throwing a class out: the box refuses where it would.
async function lookAround(place, pick) {
  fill(place, make("p", { class: "soft", role: "status" }, t("Looking around …")));
  try {
    const { networks } = await ask("POST", "/box/network/scan");
    const list = make("div", { class: "choices network-heard" });
    list.append(...networks.map((wifi) => heard(wifi, pick)));
    fill(place, networks.length ? list : told("info", t("The box hears no Wi-Fi.")));
  } catch (problem) {
    fill(place, told("info", problem.message));
  }
}

function labelled(text, input) {
  return make("div", { class: "field" }, make("label", { for: input.id }, text), input);
}

async function whichWifi() {
  const name = make("input", {
    class: "input",
    id: "wifi-name",
    autocomplete: "off",
    maxlength: 32,
  });
  const password = make("input", {
    class: "input",
    id: "wifi-password",
    type: "text",
    autocomplete: "off",
    autocapitalize: "none",
    spellcheck: "false",
    maxlength: 64,
  });
  const place = make("div", { class: "stack stack-small" });
  const pick = (wifi) => {
    name.value = wifi.ssid;
    for (const each of all(".choice", place)) {
      each.toggleAttribute("aria-current", one("b", each).textContent === wifi.ssid);
    }
    password.focus();
  };
  lookAround(place, pick);
  const asked = {
    title: t("Which Wi-Fi?"),
    content: [
      place,
      labelled(t("Name of the Wi-Fi"), name),
      labelled(t("Its password (empty if it has none)"), password),
    ],
    action: t("Join it"),
    answer: () => (name.value ? { ssid: name.value, password: password.value } : void name.focus()),
  };
  return open(asked);
}

const WAYS = {
  hotspot: () => ({ path: "hotspot", body: { open: false } }),
  open: () => ({ path: "hotspot", body: { open: true } }),
  cable: () => ({ path: "cable" }),
  wifi: async () => {
    const body = await whichWifi();
    return body && { path: "wifi", body };
  },
};

/** Ask which network, begin to change, and count down. */
export async function change(now) {
  const picked = await choose({ title: t("Which network?"), options: options(now) });
  const way = picked && (await WAYS[picked]());
  if (!way) return;
  const begun = await attempt(() => ask("POST", `/box/network/${way.path}`, way.body));
  if (begun?.pending) countdown({ ...begun, secret: picked === "hotspot" });
}

/** Go on with a change that was begun before this page was opened. */
export async function resume() {
  const now = await ask("GET", "/box/network").catch(() => null);
  if (now?.pending && !document.querySelector("dialog[open]")) countdown(now);
}
