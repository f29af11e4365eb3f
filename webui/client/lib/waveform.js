// A sound as a drawing: one bar for each of its 64 levels.

import { levels } from "./sound.js";

const SVG = "http://www.w3.org/2000/svg";
const HIGH = 24;

function svg(tag, attributes) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

/** Return the class and strength of the part of `weights` that lies at `share` of the sound. */
export function partAt(weights, share) {
  const weight = weights[Math.min(weights.length - 1, Math.floor(share * weights.length))] ?? 0;
  const most = Math.max(...weights.map(Math.abs), 1e-9);
  const strength = Math.abs(weight) / most;
  if (strength < 0.15) return "";
  return weight > 0 ? "spoke-for" : "spoke-against";
}

/**
 * Draw a `preview` of hex pairs; with `weights` its parts are marked by how they spoke. It is
 * decorative: what it shows is said in words beside it.
 */
export function waveform(preview, { weights = [] } = {}) {
  const all = levels(preview);
  const shown = all.length ? all : Array.from({ length: 64 }, () => 0.12);
  const drawing = svg("svg", {
    class: "wave",
    viewBox: `0 0 ${shown.length * 3} ${HIGH}`,
    preserveAspectRatio: "none",
    "aria-hidden": "true",
  });
  const loudest = Math.max(0.25, ...shown);
  for (const [place, level] of shown.entries()) {
    const high = Math.max(1.5, (level / loudest) * HIGH);
    const bar = { x: place * 3 + 0.5, y: (HIGH - high) / 2, width: 2, height: high, rx: 1 };
    const cls = weights.length ? partAt(weights, (place + 0.5) / shown.length) : "";
    drawing.append(svg("rect", cls ? { ...bar, class: cls } : bar));
  }
  return drawing;
}
