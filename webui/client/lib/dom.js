// Small helpers around the DOM. Data only ever becomes text nodes or attributes: there is no
// innerHTML here, so that nothing a child writes can become part of the page.

import { mark } from "./labels.js";

const SVG = "http://www.w3.org/2000/svg";

/** Find the first element that matches, inside `root`. */
export const one = (selector, root = document) => root.querySelector(selector);

/** Find all elements that match, inside `root`, as an array. */
export const all = (selector, root = document) => [...root.querySelectorAll(selector)];

/**
 * Make an element. `attributes`: `on*` functions listen, `class`, `data-*` and the rest are set,
 * `true` is an empty attribute, `null`, `undefined` and `false` are left out.
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** Replace what is inside `element`. */
export function fill(element, ...children) {
  element.replaceChildren(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** Say something in `element`, only if it is new: live regions then stay quiet. */
export function say(element, text) {
  if (element && element.textContent !== text) element.textContent = text;
}

function drawing(sheet, name, cls) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", cls);
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${document.body.dataset[sheet]}#${name}`);
  svg.append(use);
  return svg;
}

/** Draw a symbol of drawings/icons.svg, decorative: say it in words beside it. */
export const icon = (name) => drawing("icons", name, "icon");

/** Draw one of the 36 pictures of secrets, decorative. */
export const picture = (id) => drawing("pictures", id, "picture");

/** Draw the shape of the label at `index`, in its colour. */
export function shape(index) {
  const { shape: name, cls } = mark(index);
  return drawing("icons", name, `shape ${cls}`);
}

/** Make the chip of a label: its shape, its colour and its name. */
export function chip(name, index) {
  return make(
    "span",
    { class: `chip ${mark(index).cls}` },
    drawing("icons", mark(index).shape, "shape"),
    make("bdi", {}, name),
  );
}

/** Run `handler` for a form's submit instead of sending the page away. */
export function onSubmit(form, handler) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    handler(new FormData(form), event.submitter);
  });
}

/** Let `list` have exactly `nodes` inside, moving only what is not in its place: focus stays. */
export function arrange(list, nodes) {
  for (const child of [...list.children]) if (!nodes.includes(child)) child.remove();
  for (const [place, node] of nodes.entries()) {
    if (list.children[place] !== node) list.insertBefore(node, list.children[place] ?? null);
  }
}

/** Show what is wrong with a field, or with an empty `text` that it is fine. */
export function fieldError(id, text) {
  const error = document.getElementById(`${id}-error`);
  error.hidden = !text;
  say(one("span", error), text);
  const input = document.getElementById(id);
  if (text) input?.setAttribute("aria-invalid", "true");
  else input?.removeAttribute("aria-invalid");
}

/** Make a notice as `_macros.html` does; kind is info, good, care or bad. */
export function notice(kind, ...children) {
  const drawing = { info: "info", good: "check", care: "care", bad: "care" }[kind];
  return make(
    "div",
    { class: `notice notice-${kind}` },
    icon(drawing),
    make("div", { class: "grow row row-apart" }, ...children),
  );
}

/** Let buttons with data-open open their dialog, and those with data-close close theirs. */
export function dialogs() {
  for (const button of all("[data-open]")) {
    button.addEventListener("click", () =>
      document.getElementById(button.dataset.open).showModal(),
    );
  }
  for (const button of all("[data-close]")) {
    button.addEventListener("click", () => button.closest("dialog").close());
  }
}

// What cannot work without a script is hidden until one runs (css/_page.css).
globalThis.document?.documentElement.classList.add("scripted");
