// Trying the model: something new in, the label, how sure the box is, and why it says so.

import { dataForm } from "../lib/capture/form.js";
import { fill, make, one, onSubmit } from "../lib/dom.js";
import { mark } from "../lib/labels.js";
import { exampleView } from "../lib/show.js";
import { number, t } from "../lib/text.js";
import { whyView } from "../lib/why.js";
import { ask, attempt } from "./ask.js";
import { answerChip } from "./result.js";
import { sureness } from "./voices.js";

const percent = (share) => t("%(n)s %%", { n: number(Math.round(share * 100)) });

function bars(labels, project) {
  const rows = labels.map((each) => {
    const index = project.labels.findIndex((label) => label.id === each.label);
    const fillBar = make("div", { class: "bar-fill" });
    fillBar.style.setProperty("--share", String(each.confidence));
    const track = make("div", { class: "bar-track", "aria-hidden": "true" }, fillBar);
    const name = make("bdi", {}, project.labels[index]?.name ?? each.name);
    return make(
      "li",
      { class: `answer-bar ${index < 0 ? "" : mark(index).cls}` },
      name,
      track,
      make("span", { class: "answer-share" }, percent(each.confidence)),
    );
  });
  return make("ul", { class: "answer-bars small" }, ...rows);
}

// A picture or a sound is shown with its why; a text and a row are still in the form above.
function tried(project, { data, file = "", preview = "" }, why) {
  const kind = { images: "regions", sounds: "parts" }[project.type];
  if (!kind || why?.kind === kind) return null;
  return make("div", { class: "tried" }, exampleView(project, { data, file, preview }));
}

function answer(prediction, project, given) {
  const head = make("p", { class: "answer-head" }, answerChip(prediction, project));
  head.append(
    make("b", {}, sureness(prediction.confidence)),
    make("span", { class: "soft" }, percent(prediction.confidence)),
  );
  const { why } = prediction;
  return [
    head,
    tried(project, given, why),
    why ? whyView(project, why, given) : null,
    bars(prediction.labels, project),
  ];
}

class Try {
  constructor(state, { path, remote, showable }) {
    Object.assign(this, { state, path, remote, showable });
    this.place = one("#try-answer");
    if (state.state.project.type === "text") this.forText();
    else this.forOthers();
    state.on((now, changed) => {
      if (changed.models || changed.current !== undefined) one("#try").hidden = now.current === 0;
    });
  }

  async predict(given, button) {
    await attempt(() => this.tryIt(given), { button });
  }

  forText() {
    const form = one("#try-form");
    const input = one("#try-text");
    const show = one("#try-show");
    const predict = async (button) => {
      const data = input.value.trim();
      if (data) await this.predict({ data }, button);
      return input.select();
    };
    onSubmit(form, (_, submitter) => predict(submitter ?? one("button", form)));
    show.addEventListener("click", () => {
      const text = input.value.trim();
      if (!text) return input.focus();
      this.remote.show("try", { text });
      return predict(show);
    });
  }

  // Pictures, sounds and rows: what was tried last can go on the projector as it is.
  forOthers() {
    const { project } = this.state.state;
    const form = dataForm(project, { onData: (given) => this.tryIt(given), action: t("Try it") });
    this.show = make("button", { type: "button", class: "button", hidden: true });
    this.show.append(t("Show on the projector"));
    this.show.addEventListener("click", () => this.showLast(project.type));
    fill(one("#try-place"), form, make("div", { class: "row" }, this.show));
  }

  // A row is shown as what was typed; a picture or a sound has to be sent along.
  showLast(type) {
    const { data } = this.last;
    if (type === "numbers") return this.remote.show("try", { text: JSON.stringify(data) });
    return this.remote.tried(data, this.show);
  }

  async tryIt(given) {
    const prediction = await ask("POST", `${this.path}/predict`, { data: given.data, why: true });
    fill(this.place, ...answer(prediction, this.state.state.project, given));
    this.last = given;
    if (this.show) this.show.hidden = !this.showable;
  }
}

/** Bring the try box to life; `remote` shows what was tried on the projector. */
export function mountTry(state, options) {
  return new Try(state, options);
}
