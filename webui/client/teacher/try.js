// Trying the model: a text in, the label, how sure the box is, and the words that spoke for it.

import { fill, make, one, onSubmit } from "../lib/dom.js";
import { mark } from "../lib/labels.js";
import { number, t } from "../lib/text.js";
import { ask, attempt } from "./ask.js";
import { answerChip } from "./result.js";
import { sureness, voices } from "./voices.js";

const percent = (share) => t("%(n)s %%", { n: number(Math.round(share * 100)) });

function words(title, list) {
  if (!list.length) return null;
  const chips = list.map((word) => make("li", { class: "word" }, make("bdi", {}, word)));
  return make(
    "div",
    { class: "stack stack-small" },
    make("p", { class: "small soft" }, title),
    make("ul", { class: "row words" }, ...chips),
  );
}

function bars(labels, project) {
  const rows = labels.map((each) => {
    const index = Math.max(
      0,
      project.labels.findIndex((label) => label.id === each.label),
    );
    const fillBar = make("div", { class: "bar-fill" });
    fillBar.style.setProperty("--share", String(each.confidence));
    const track = make("div", { class: "bar-track", "aria-hidden": "true" }, fillBar);
    const name = make("bdi", {}, each.name ?? each.label);
    return make(
      "li",
      { class: `answer-bar ${mark(index).cls}` },
      name,
      track,
      make("span", { class: "answer-share" }, percent(each.confidence)),
    );
  });
  return make("ul", { class: "answer-bars small" }, ...rows);
}

function answer(prediction, project) {
  const { forIt, against } = voices(prediction.because);
  const head = make("p", { class: "answer-head" }, answerChip(prediction, project));
  head.append(
    make("b", {}, sureness(prediction.confidence)),
    make("span", { class: "soft" }, percent(prediction.confidence)),
  );
  return [
    head,
    words(t("Words that spoke for it"), forIt),
    words(t("Words that spoke against it"), against),
    bars(prediction.labels, project),
  ];
}

/** Bring the try box to life; `remote` shows a text on the projector. */
export function mountTry(state, { path, remote }) {
  const form = one("#try-form");
  const input = one("#try-text");
  const place = one("#try-answer");
  const predict = async (button) => {
    const data = input.value.trim();
    if (!data) return input.focus();
    const prediction = await attempt(() => ask("POST", `${path}/predict`, { data }), { button });
    if (prediction) fill(place, ...answer(prediction, state.state.project));
    return input.select();
  };
  onSubmit(form, (_, submitter) => predict(submitter ?? one("button", form)));
  one("#try-show").addEventListener("click", () => {
    const text = input.value.trim();
    if (!text) return input.focus();
    remote.show("try", { text });
    return predict(one("#try-show"));
  });
  state.on((now, changed) => {
    if (changed.models || changed.current !== undefined) one("#try").hidden = now.current === 0;
  });
}
