// How the project learns: a test that is locked away, training by itself, and what the box uses.

import { fill, icon, make, one } from "../lib/dom.js";
import { networks } from "../lib/networks.js";
import { nt, number, t } from "../lib/text.js";
import { ask, attempt } from "./ask.js";
import { confirm } from "./dialog.js";

const SHARES = [0.1, 0.2, 0.3];
const EVERY = [10, 20, 50];

function choice(name, value, text, checked) {
  const input = make("input", { type: "radio", name, value: String(value), checked });
  return make("label", { class: "check" }, input, text);
}

function shares(onLock) {
  const choices = SHARES.map((share) =>
    choice("share", share, t("%(n)s of 10 people", { n: number(share * 10) }), share === 0.2),
  );
  const legend = make("legend", { class: "unseen" }, t("How many people’s examples"));
  const set = make("fieldset", { class: "row" }, legend, ...choices);
  const button = make("button", { type: "button", class: "button" }, icon("lock"), t("Lock away"));
  button.addEventListener("click", () => onLock(Number(one("input:checked", set).value), button));
  return [set, make("div", { class: "row" }, button)];
}

function locked({ tested }, test, onUnlock) {
  const people = nt("%(n)s person is locked away", "%(n)s people are locked away", tested);
  const examples = test ? nt("%(n)s example", "%(n)s examples", test.of) : "";
  const words = [people, examples].filter(Boolean).join(" · ");
  const says = make("p", { class: "lock-state" }, icon("lock"), make("b", {}, words));
  const next = t("Train again: the score on the locked test is shown beside the other one.");
  const button = make("button", { type: "button", class: "button" }, icon("unlock"), t("Unlock"));
  button.addEventListener("click", () => onUnlock(button));
  return [
    says,
    test ? null : make("p", { class: "soft" }, next),
    make("div", { class: "row" }, button),
  ];
}

function mountTestSet(state, path) {
  const place = one("#test-set-place");
  const take = (project) => project?.id && state.set({ project });
  const lock = async (share, button) =>
    take(await attempt(() => ask("PUT", `${path}/test-set`, { share }), { button }));
  const unlock = async (button) => {
    const text = t("The model may learn from these examples again, so they can no longer test it.");
    const sure = await confirm({ title: t("Unlock the test?"), text, action: t("Unlock") });
    if (sure) take(await attempt(() => ask("DELETE", `${path}/test-set`), { button }));
  };
  let shown = "";
  state.on(({ project, models, current }) => {
    const test = models.find((each) => each.version === current)?.score.test ?? null;
    const key = JSON.stringify([project.tested, test?.of]);
    if (key === shown) return;
    shown = key;
    const had = place.contains(document.activeElement);
    const parts = project.tested ? locked(project, test, unlock) : shares(lock);
    fill(place, ...parts);
    if (had) one("button", place).focus();
  });
}

function mountAuto(state, path) {
  const place = one("#auto-place");
  const box = make("input", { type: "checkbox", role: "switch", id: "auto-on" });
  const label = make("label", { class: "check" }, box, t("Train by itself"));
  const choices = EVERY.map((n) =>
    choice("every", n, nt("after %(n)s new example", "after each %(n)s new examples", n)),
  );
  const legend = make("legend", { class: "unseen" }, t("How often"));
  const often = make("fieldset", { class: "row" }, legend, ...choices);
  fill(place, label, often);
  const save = async (auto_train) => {
    const { project } = state.state;
    state.set({ project: { ...project, auto_train } });
    const undo = () => state.set({ project });
    await attempt(() => ask("PATCH", path, { auto_train }), { undo });
  };
  box.addEventListener("change", () => save(box.checked ? EVERY[0] : 0));
  often.addEventListener("change", (event) => save(Number(event.target.value)));
  state.on(({ project }, changed) => {
    if (!changed.project) return;
    const every = project.auto_train ?? 0;
    box.checked = every > 0;
    often.hidden = every === 0;
    for (const radio of often.querySelectorAll("input")) {
      radio.checked = Number(radio.value) === every;
    }
  });
}

async function mountUses({ type, language }) {
  const panel = one("#learning");
  const place = one("#uses-place");
  const load = async () => {
    if (!panel.open || place.childElementCount) return;
    const reply = await attempt(() => ask("GET", `/learning?language=${language ?? ""}`));
    const mine = reply?.types?.find((each) => each.type === type);
    if (!mine) return;
    const { uses, missing } = networks(mine);
    fill(place, make("p", {}, uses));
    if (missing) {
      const words = make("span", {}, missing);
      place.append(make("p", { class: "notice notice-care" }, icon("care"), words));
    }
  };
  panel.addEventListener("toggle", load);
  await load();
}

/** Bring the panel "How it learns" to life. */
export function mountLearning(state, { path }) {
  mountTestSet(state, path);
  mountAuto(state, path);
  mountUses(state.state.project);
}
