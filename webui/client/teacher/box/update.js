// An update: a file from this device or a stick, what is in it, and then the other half of the card.

import { api } from "../../lib/api.js";
import { fill, make, one } from "../../lib/dom.js";
import { t } from "../../lib/text.js";
import { ask, attempt } from "../ask.js";
import { confirm } from "../dialog.js";
import { upload } from "../upload.js";
import { chore } from "./chore.js";
import { button, told } from "./facts.js";
import { sticks } from "./sticks.js";
import { showProgress, under } from "./update-progress.js";

const LOOK = 2000; // ms
const PLACE = "#update-progress";

async function look() {
  const now = await ask("GET", "/box/update").catch(() => null);
  if (!now) return;
  if (under(now)) follow(now);
  else show(now);
}

/** Say how the last update ended; nothing where there was none. */
export function ending({ last, version, failed }) {
  if (failed) return told("bad", failed.message);
  if (last === "applied")
    return told("good", t("The box runs version %(version)s now.", { version }));
  if (last !== "rolled_back") return null;
  return told(
    "care",
    t("Version %(version)s did not work on this box, so it went back by itself. Nothing is lost.", {
      version,
    }),
  );
}

function show(now) {
  one(PLACE).hidden = true;
  fill(one("#update-last"), ending(now));
  const place = one("#update-found");
  one("#update-choose").hidden = Boolean(now.found);
  place.hidden = !now.found;
  if (now.found) fill(place, ...found(now.found));
}

function found({ version, notes, newer }) {
  const lines = notes.split("\n").filter(Boolean);
  return [
    make("h3", { tabindex: "-1" }, t("Version %(version)s", { version })),
    newer ? null : told("info", t("The box runs this version already.")),
    make("ul", { class: "update-notes" }, ...lines.map((line) => make("li", {}, line))),
    make(
      "p",
      {},
      t("The box restarts once. If it does not work with the update, it goes back by itself."),
    ),
    make(
      "div",
      { class: "row" },
      button(
        "download",
        t("Install it"),
        (event) => apply(event.currentTarget, version),
        "button-primary",
      ),
      button("close", t("Not now"), forget),
    ),
  ].filter(Boolean);
}

async function forget() {
  await attempt(() => ask("DELETE", "/box/update"));
  await look();
}

async function apply(pressed, version) {
  const sure = await confirm({
    title: t("Install version %(version)s?", { version }),
    text: [
      t("That takes some minutes, and the class waits at the end. Leave the box plugged in."),
      t("What the class has made stays as it is."),
    ],
    action: t("Install it"),
  });
  if (!sure || !(await attempt(() => ask("POST", "/box/update/apply"), { button: pressed })))
    return;
  follow({ state: "checking", done: 0 });
}

// The box is away in the middle of this; what it says afterwards is how it ended.
async function follow(first) {
  one("#update-found").hidden = true;
  one("#update-choose").hidden = true;
  fill(one("#update-last"));
  let now = first;
  while (under(now)) {
    showProgress(one(PLACE), now);
    await new Promise((done) => setTimeout(done, LOOK));
    const next = await api("GET", "/box/update", undefined, { seconds: 5 }).catch(() => null);
    now = next ?? { ...now, state: now.state === "restarting" ? "restarting" : "away" };
  }
  if (now.last === "applied") return location.reload(); // this page is of the version before
  return show(now);
}

async function check(begin, words) {
  const good = await attempt(() => chore(begin, words, one(PLACE)));
  await look();
  if (good) one("#update-found h3")?.focus();
}

async function fromHere(field) {
  const [file] = field.files;
  field.value = "";
  if (!file) return;
  const begin = () => upload("/box/update", file, one(PLACE), "application/octet-stream");
  await check(async () => {
    const begun = await begin();
    one(PLACE).hidden = false;
    return begun;
  }, t("The box is checking the file …"));
}

async function fromSticks(pressed) {
  const there = await attempt(sticks, { button: pressed });
  if (!Array.isArray(there)) return;
  const files = there.flatMap((stick) => stick.updates.map((name) => ({ stick, name })));
  const none = told("info", t("The box sees no update on a stick."));
  const take = ({ stick, name }) =>
    check(
      () => ask("POST", `/box/sticks/${encodeURIComponent(stick.id)}/update`, { name }),
      t("The box reads the stick and checks the file …"),
    );
  const row = (file) => button("usb", file.name, () => take(file));
  fill(one("#update-sticks"), ...(files.length ? files.map(row) : [none]), again());
}

const again = () => button("usb", t("Look on a stick"), (event) => fromSticks(event.currentTarget));

/** Bring the card to life. */
export function mountUpdate() {
  const field = one("#update-file");
  field.addEventListener("change", () => fromHere(field));
  fill(one("#update-sticks"), again());
  return look();
}
