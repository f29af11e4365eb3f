// The noise lab: examples that the rest of the class would label differently, and what that costs.

import { chip, icon, make, one } from "../lib/dom.js";
import { keep, recall } from "../lib/keep.js";
import { labelsById } from "../lib/labels.js";
import { percent } from "../lib/score.js";
import { t } from "../lib/text.js";
import { ask, attempt } from "./ask.js";
import { ById } from "./by-id.js";
import { exampleName } from "./example-name.js";
import { exampleBody } from "./example-row.js";
import { buttons, counted, Finding } from "./finding.js";
import { flips, lagging } from "./noise-bars.js";
import { nothing, studyPanel } from "./study-panel.js";
import { sureness } from "./voices.js";

const who = (example) => make("span", { class: "small soft" }, make("bdi", {}, example.name));

class Lab {
  constructor(state, path) {
    Object.assign(this, { state, path, cache: new ById(path) });
    const { cache } = this;
    this.doubtful = new Finding({
      title: counted.doubtful,
      about: t("The class’s model, taught by everybody else, would say something else here."),
      cache,
      ids: (item) => [item.example],
      card: (...each) => this.doubt(...each),
    });
    this.contradictions = new Finding({
      title: counted.contradictions,
      about: t("The same example was given different labels. Perhaps both are right?"),
      cache,
      ids: (item) => item.examples,
      card: (...each) => this.group(...each),
    });
    this.near = new Finding({
      title: counted.near,
      about: t("Copies make a model look better than it is. Keep them if they are meant."),
      cache,
      ids: (item) => item.examples,
      card: (item, ...each) => this.group(item, ...each),
    });
  }

  get project() {
    return this.state.state.project;
  }

  chipOf(id) {
    const label = labelsById(this.project.labels).get(id);
    return chip(label?.name ?? id, label?.index ?? 0);
  }

  // What the teacher has looked at and kept is not shown again on this device.
  keptKey(ids) {
    return `crowdbox.kept.${this.project.id}.${[...ids].sort().join(".")}`;
  }

  isKept(ids) {
    return recall(this.keptKey(ids)) !== null;
  }

  async change(example, values, done, words) {
    const work = () => ask("PATCH", `${this.path}/examples/${example.id}`, values);
    const saved = await attempt(work);
    if (!saved?.id) return;
    this.cache.put(saved);
    done(words);
  }

  keepButton(ids, done) {
    const kept = () => {
      keep(this.keptKey(ids), "1");
      done(t("Kept as it is."));
    };
    return [[icon("check"), t("Keep")], kept];
  }

  hideButton(example, done) {
    const name = t("Hide %(example)s", { example: exampleName(this.project, example) });
    const hide = () => this.change(example, { state: "hidden" }, done, t("Hidden."));
    return [[icon("eye-shut"), t("Hide")], hide, name];
  }

  moveButton(example, label, done) {
    const name = labelsById(this.project.labels).get(label)?.name;
    if (!name) return null;
    const words = t("Moved to %(label)s.", { label: name });
    const move = () => this.change(example, { label }, done, words);
    return [[t("Move to"), this.chipOf(label)], move];
  }

  doubt(item, examples, done) {
    const example = examples.get(item.example);
    if (!example || example.state === "hidden" || example.label !== item.label) return null;
    if (this.isKept([item.example])) return null;
    const says = make("p", { class: "row doubt" }, this.chipOf(example.label), who(example));
    const sure = { sure: sureness(item.confidence), percent: percent(item.confidence) };
    const class_ = make("p", { class: "row" }, make("span", {}, t("The class would say")));
    class_.append(this.chipOf(item.guess));
    class_.append(make("span", { class: "soft small" }, t("%(sure)s, %(percent)s", sure)));
    const tools = buttons(
      this.keepButton([item.example], done),
      this.moveButton(example, item.guess, done),
      this.hideButton(example, done),
    );
    return make(
      "li",
      { class: "finding-card" },
      exampleBody(this.project, example),
      says,
      class_,
      tools,
    );
  }

  member(example, done, shown) {
    const line = make("div", { class: "row row-apart" });
    line.append(make("p", { class: "row" }, this.chipOf(example.label), who(example)));
    line.append(buttons(this.hideButton(example, done)));
    return make("li", {}, shown ? exampleBody(this.project, example) : null, line);
  }

  // Several examples that belong together: the very same under two labels, or almost alike.
  group(item, examples, done) {
    const found = item.examples.map((id) => examples.get(id)).filter(Boolean);
    const open = found.filter((example) => example.state === "shown");
    const labels = new Set(open.map((example) => example.label));
    const alike = item.similarity !== undefined;
    if (open.length < 2 || (!alike && labels.size < 2) || this.isKept(item.examples)) return null;
    const members = open.map((example, at) => this.member(example, done, alike || at === 0));
    const share = alike
      ? make("p", { class: "small soft" }, t("%(n)s alike", { n: percent(item.similarity) }))
      : null;
    return make(
      "li",
      { class: "finding-card" },
      share,
      make("ul", { class: "finding-group", "data-alike": String(alike) }, ...members),
      buttons(this.keepButton(item.examples, done)),
    );
  }

  draw(result) {
    if (result.reason) return [nothing(noNoise())];
    const lists = { doubtful: this.doubtful, contradictions: this.contradictions, near: this.near };
    const found = [];
    for (const [name, list] of Object.entries(lists)) {
      const items = result[name] ?? [];
      if (items.length) {
        list.update(items);
        found.push(list.element);
      }
    }
    const parts = [
      ...found,
      lagging(result.lagging ?? [], this.project),
      flips(result.flips ?? []),
    ];
    if (parts.some(Boolean)) return parts;
    return [make("p", {}, t("Nothing doubtful was found: the class agrees."))];
  }
}

const noNoise = () =>
  t(
    "Too few people have written examples to say what the class would say. Let more people add some.",
  );

/** Bring the noise lab to life. */
export function mountNoise(state, { path, studies }) {
  const lab = new Lab(state, path);
  const words = { start: t("Look for doubtful examples"), again: t("Look again") };
  const draw = (result) => lab.draw(result);
  studyPanel(state, { kind: "noise", place: one("#noise-place"), studies, words, draw });
}
