// The result of a version: how many right, what it mixed up, and the versions to go back to.

import { chip, fill, make, one, say, shape } from "../lib/dom.js";
import { basis, brief, outOfTen, percent, whyNone, worstMistake } from "../lib/score.js";
import { nt, number, t } from "../lib/text.js";
import { ask, attempt } from "./ask.js";
import { good } from "./notice.js";

function cell(count, of, right) {
  const share = of ? count / of : 0;
  const attributes = { class: right ? "right" : "wrong", "data-zero": String(count === 0) };
  const td = make("td", attributes, make("span", {}, number(count)));
  td.style.setProperty("--share", share.toFixed(3));
  return td;
}

function head(label, index) {
  const content = make("span", { class: "confusion-head" }, shape(index), make("bdi", {}, label));
  return make("th", { scope: "col" }, content);
}

// Labels as they were when this version learned; shapes by their place then.
function table({ score, labels }) {
  const places = score.order.map((id) => labels.findIndex((label) => label.id === id));
  const name = (at) => labels[places[at]]?.name ?? score.order[at];
  const heads = score.order.map((_, at) => head(name(at), places[at]));
  const corner = make("th", { scope: "col" }, t("It was ↓ · The box said →"));
  const rows = score.confusion.map((row, at) => {
    const of = row.reduce((sum, count) => sum + count, 0);
    const cells = row.map((count, to) => cell(count, of, to === at));
    const title = make(
      "span",
      { class: "confusion-head" },
      shape(places[at]),
      make("bdi", {}, name(at)),
    );
    return make("tr", {}, make("th", { scope: "row" }, title), ...cells);
  });
  const caption = make("caption", {}, t("What the box took for what"));
  const thead = make("thead", {}, make("tr", {}, corner, ...heads));
  return make("table", { class: "confusion" }, caption, thead, make("tbody", {}, ...rows));
}

function mistake({ score, labels }) {
  const worst = worstMistake(score);
  if (!worst) return t("It made no mistake in this test.");
  const name = (at) => labels.find((label) => label.id === score.order[at])?.name ?? "";
  const values = { from: name(worst.from), to: name(worst.to) };
  return nt(
    "Its most common mistake: %(n)s example of %(from)s was taken for %(to)s.",
    "Its most common mistake: %(n)s examples of %(from)s were taken for %(to)s.",
    worst.count,
    values,
  );
}

function drawScore(place, model) {
  const { score } = model;
  if (score.reason || score.accuracy === null) {
    return fill(
      place,
      make("p", { class: "notice notice-care" }, make("span", {}, whyNone(score.reason))),
    );
  }
  const many = outOfTen(score.accuracy);
  const big = make(
    "p",
    { class: "score" },
    make("b", {}, many),
    make("span", {}, percent(score.accuracy)),
  );
  const scroll = make("div", { class: "scroll", tabindex: "0", role: "region" }, table(model));
  scroll.setAttribute("aria-label", t("What the box took for what"));
  const luck = number(Math.round(10 / Math.max(1, score.order.length)));
  const chance = t("Just guessing would get about %(n)s of 10 right.", { n: luck });
  const about = make("p", { class: "soft small" }, basis(score), " ", chance);
  return fill(place, big, about, make("p", {}, mistake(model)), scroll);
}

function versionRow(model, current, onChoose) {
  const used = model.version === current;
  const name = make("b", {}, t("Version %(version)s", model));
  const words = make(
    "span",
    { class: "soft small" },
    nt("%(n)s example", "%(n)s examples", model.examples),
  );
  const button = make("button", {
    type: "button",
    class: "button",
    onclick: () => onChoose(model.version),
  });
  button.append(t("Use this one"));
  button.setAttribute("aria-label", t("Use this one: version %(version)s", model));
  const end = used ? make("span", { class: "tag tag-good" }, t("in use")) : button;
  return make(
    "li",
    { class: "version" },
    name,
    words,
    make("span", { class: "small" }, brief(model.score)),
    end,
  );
}

/** Draw score and versions as `state.models` and `state.current` say. */
export function mountResult(state, { path }) {
  const choose = async (version) => {
    const before = state.state.current;
    state.set({ current: version });
    const undo = () => state.set({ current: before });
    const work = () => ask("PUT", `${path}/model`, { version });
    if (await attempt(work, { undo })) {
      good(t("Version %(version)s is in use now.", { version: number(version) }));
      one("#result summary").focus();
    }
  };
  state.on((now, changed) => {
    if (!changed.models && changed.current === undefined) return;
    const model = now.models.find((each) => each.version === now.current);
    one("#result").hidden = !model;
    if (!model) return;
    say(one("#result-version"), t("Version %(version)s", model));
    drawScore(one("#score"), model);
    const newest = [...now.models].sort((a, b) => b.version - a.version);
    fill(one("#versions"), ...newest.map((each) => versionRow(each, now.current, choose)));
    one("#versions-box").hidden = newest.length < 2;
  });
}

/** The chips of labels in an answer, best first, for the try box. */
export const answerChip = (label, project) => {
  const index = project.labels.findIndex((each) => each.id === label.label);
  return chip(label.name ?? label.label, Math.max(0, index));
};
