// What the box took for what, as a table: each number opens the examples that it counts.

import { fill, make, shape } from "../lib/dom.js";
import { mark } from "../lib/labels.js";
import { number, t } from "../lib/text.js";

/** The labels of a model's score in its order: `{id, name, index}`, as they were when it learned. */
export function orderOf({ score, labels }) {
  return score.order.map((id) => {
    const index = labels.findIndex((label) => label.id === id);
    return { id, index: Math.max(0, index), name: labels[index]?.name ?? id };
  });
}

function cell(count, of, from, to, onOpen) {
  const right = from === to;
  const td = make("td", { class: right ? "right" : "wrong", "data-zero": String(count === 0) });
  td.style.setProperty("--share", (of ? count / of : 0).toFixed(3));
  if (!count || !onOpen) return fill(td, make("span", {}, number(count)));
  const button = make("button", { type: "button", class: "cell" }, number(count));
  const values = { n: number(count), from: from.name, to: to.name };
  const name = right
    ? t("%(n)s of %(from)s, and right: show them", values)
    : t("%(n)s of %(from)s, taken for %(to)s: show them", values);
  button.setAttribute("aria-label", name);
  button.addEventListener("click", () => onOpen(from, to));
  return fill(td, button);
}

const head = (label) =>
  make("span", { class: "confusion-head" }, shape(label.index), make("bdi", {}, label.name));

/**
 * Make the table of a model; `onOpen(from, to)` is asked for the examples behind a number, null
 * where the box has not noted them (a version from another box).
 */
export function confusion(model, onOpen) {
  const order = orderOf(model);
  const heads = order.map((label) => make("th", { scope: "col" }, head(label)));
  const corner = make("th", { scope: "col" }, t("It was ↓ · The box said →"));
  const rows = model.score.confusion.map((row, at) => {
    const of = row.reduce((sum, count) => sum + count, 0);
    const cells = row.map((count, to) => cell(count, of, order[at], order[to], onOpen));
    const cls = mark(order[at].index).cls;
    return make("tr", { class: cls }, make("th", { scope: "row" }, head(order[at])), ...cells);
  });
  const caption = make("caption", {}, t("What the box took for what"));
  const thead = make("thead", {}, make("tr", {}, corner, ...heads));
  const table = make("table", { class: "confusion" }, caption, thead, make("tbody", {}, ...rows));
  const scroll = make("div", { class: "scroll", tabindex: "0", role: "region" }, table);
  scroll.setAttribute("aria-label", t("What the box took for what"));
  return scroll;
}
