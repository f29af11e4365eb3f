// Each label owns a colour and a shape, by its place in the project: the same in Jinja's
// `label_mark` (webui/assets.py), in CSS (`--label-0` … `--label-11`) and here.

import { t } from "./text.js";

export const SHAPES = [
  "circle",
  "square",
  "triangle",
  "star",
  "diamond",
  "heart",
  "moon",
  "hexagon",
  "cross",
  "drop",
  "flower",
  "bolt",
];

/** Return the look of the label at `index`: a shape of the sprite, and the class of its colour. */
export function mark(index) {
  const turn = Math.floor(index / SHAPES.length);
  return {
    shape: SHAPES[(index + turn) % SHAPES.length],
    cls: `label-${index % SHAPES.length}`,
  };
}

/** The label that every sounds project has; the box calls it by its English name. */
export const BACKGROUND = "_background_noise_";

/** Return `project` with that label's name in the language of the page. */
export function named(project) {
  const name = (label) => (label.id === BACKGROUND ? t("Background noise") : label.name);
  return { ...project, labels: project.labels.map((label) => ({ ...label, name: name(label) })) };
}

/** Map the labels of a project record by id, each with its `index`, `shape` and `cls`. */
export function labelsById(labels) {
  return new Map(labels.map((label, index) => [label.id, { ...label, index, ...mark(index) }]));
}
