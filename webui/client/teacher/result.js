// The result of the version in use, and the versions to go back to.

import { chip, fill, make, one, say } from "../lib/dom.js";
import { brief } from "../lib/score.js";
import { nt, number, t } from "../lib/text.js";
import { ask, attempt, download } from "./ask.js";
import { fileName } from "./manage.js";
import { showMistakes } from "./mistakes.js";
import { good } from "./notice.js";
import { drawScore } from "./score.js";
import { scoreLine } from "./score-line.js";

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

function drawVersions({ models, current }, choose) {
  const newest = [...models].sort((a, b) => b.version - a.version);
  fill(one("#versions"), ...newest.map((each) => versionRow(each, current, choose)));
  fill(one("#versions-line"), scoreLine(models, current));
  one("#versions-box").hidden = newest.length < 2;
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
  one("#model-download").addEventListener("click", (event) => {
    const { project, current: version } = state.state;
    const name = fileName(t("%(name)s model", { name: project.name }));
    const work = () => download(`${path}/models/${version}/export`, name);
    attempt(work, { button: event.currentTarget });
  });
  state.on((now, changed) => {
    if (!changed.models && changed.current === undefined) return;
    const model = now.models.find((each) => each.version === now.current);
    one("#result").hidden = !model;
    if (!model) return;
    const { version } = model;
    say(one("#result-version"), t("Version %(version)s", model));
    drawScore(one("#score"), model, (from, to) => showMistakes(state, { path, version, from, to }));
    drawVersions(now, choose);
  });
}

/** The chips of labels in an answer, best first, for the try box. */
export const answerChip = (label, project) => {
  const index = project.labels.findIndex((each) => each.id === label.label);
  return chip(project.labels[index]?.name ?? label.name, Math.max(0, index));
};
