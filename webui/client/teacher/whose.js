// Whose data: the score with one person's examples left out, said gently. Most differences are
// smaller than luck, and then that is what is said.

import { icon, make, one } from "../lib/dom.js";
import { nt, number, t } from "../lib/text.js";
import { nothing, studyPanel } from "./study-panel.js";

const FIRST = 6; // people that are shown before one asks for all
const SURE = 20; // one time in so many, luck may look like a difference

const tenths = (share) => number(Math.round(share * 100) / 10);

/**
 * How far luck alone moves one of `many` differences with this standard error. Of thirty people
 * one always differs most: the more are compared, the larger a difference has to be. The bound is
 * that of a normal tail, exp(−z²/2), over all comparisons together.
 */
export function luck(spread, many) {
  return spread * Math.sqrt(2 * Math.log(SURE * Math.max(1, many)));
}

/** What leaving somebody out did: "less", "more" or "luck", where `difference` is without − with. */
export function effect(difference, chance) {
  if (Math.abs(difference) <= chance) return "luck";
  return difference < 0 ? "less" : "more";
}

const EFFECTS = {
  luck: () => t("No difference that could not be luck."),
  less: () => t("The model is weaker without these examples: they help."),
  more: () => t("The model is a little better without them: they are unlike the others. Why?"),
};

// From 0 to 10: a band for luck around the score with these examples, and a dot for it without.
function scale(all, without, chance) {
  const [low, high] = [Math.max(0, all - chance), Math.min(1, all + chance)];
  const parts = ["without-luck", "without-all", "without-this"].map((cls) =>
    make("i", { class: cls }),
  );
  const track = make("span", { class: "without", "aria-hidden": "true" }, ...parts);
  const values = { "--low": low, "--wide": high - low, "--all": all, "--this": without };
  for (const [name, value] of Object.entries(values)) track.style.setProperty(name, String(value));
  return track;
}

function row(each, name, many, more) {
  const chance = luck(each.spread, many);
  const all = each.without - each.difference;
  const examples = nt("%(n)s example", "%(n)s examples", each.examples);
  const head = make(
    "p",
    { class: "row" },
    make("b", {}, name),
    make("span", { class: "small soft" }, examples),
  );
  const values = { without: tenths(each.without), all: tenths(all) };
  return make(
    "li",
    { class: "person-row" },
    head,
    make("p", {}, t("Without: %(without)s of 10. With: %(all)s.", values)),
    scale(all, each.without, chance),
    make("p", { class: "small" }, EFFECTS[effect(each.difference, chance)]()),
    more,
  );
}

function lookButton({ name, contributor }, onLook) {
  const look = make("button", { type: "button", class: "button button-quiet" });
  look.append(icon("eye"), t("Look at them"));
  look.setAttribute("aria-label", t("Look at them: %(name)s", { name }));
  look.addEventListener("click", () => onLook(contributor));
  return look;
}

const strength = ({ difference, spread }) => Math.abs(difference) / (spread || Number.MAX_VALUE);

function people(found, onLook) {
  const sorted = [...found].sort((a, b) => strength(b) - strength(a));
  const rows = sorted.map((each) =>
    row(each, make("bdi", {}, each.name), sorted.length, lookButton(each, onLook)),
  );
  const list = make("ul", { class: "person-rows" }, ...rows.slice(0, FIRST));
  if (rows.length <= FIRST) return [list];
  const rest = make("ul", { class: "person-rows" }, ...rows.slice(FIRST));
  const title = nt("%(n)s more person", "%(n)s more people", rows.length - FIRST);
  return [list, make("details", {}, make("summary", {}, title), rest)];
}

function groupName({ group, contributors }, last) {
  const n = contributors;
  if (group === 1) return nt("%(n)s who added most", "%(n)s who added most", n);
  if (group === last) return nt("%(n)s who added least", "%(n)s who added least", n);
  return nt("%(n)s in between", "%(n)s in between", n);
}

function groups(found) {
  if (!found?.length) return null;
  const last = Math.max(...found.map((each) => each.group));
  const rows = found.map((each) => row(each, groupName(each, last), found.length, null));
  const list = make("ul", { class: "person-rows" }, ...rows);
  return make("details", {}, make("summary", {}, t("Whole groups left out")), list);
}

function everybody({ accuracy }) {
  const says = t("With everybody: %(n)s of 10 right.", { n: tenths(accuracy) });
  const band = t("The grey band shows how far luck alone could move the dot.");
  return make("p", {}, make("b", {}, says), " ", band);
}

/** Bring "Whose data?" to life; `onLook(contributor)` shows somebody's examples. */
export function mountWhose(state, { studies, onLook }) {
  const few = () =>
    nothing(t("Too few people have written examples to leave one out. Let more people add some."));
  const draw = (result) => {
    if (result.reason || !result.people?.length) return result.reason ? [few()] : [];
    return [everybody(result), ...people(result.people, onLook), groups(result.groups)];
  };
  const words = { start: t("Leave out one person after the other"), again: t("Look again") };
  const place = one("#whose-place");
  studyPanel(state, { kind: "contributors", place, studies, words, draw });
}
