// Each label owns a colour and a shape, by its place in the project: the same in Jinja's
// `label_mark` (webui/assets.py), in CSS (`--label-0` … `--label-11`) and here.

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

/** Map the labels of a project record by id, each with its `index`, `shape` and `cls`. */
export function labelsById(labels) {
  return new Map(labels.map((label, index) => [label.id, { ...label, index, ...mark(index) }]));
}
