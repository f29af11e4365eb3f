// One notice at a time: what happened, and what can be done about it.

import { fill, make, notice, one } from "../lib/dom.js";

const place = one("#notices");

/** Show a notice; `action` is `[words, function]` of its button. No text takes it away. */
export function tell(kind, text, action = null) {
  if (!text) return fill(place);
  const [words, run] = action ?? [];
  const press = () => {
    fill(place);
    run();
  };
  const button = action
    ? make("button", { type: "button", class: "button", onclick: press }, words)
    : null;
  return fill(place, notice(kind, make("p", {}, text), button));
}

/** Show a notice with a link to where it goes on. */
export function tellWithLink(kind, text, words, href) {
  fill(place, notice(kind, make("p", {}, text), make("a", { class: "button", href }, words)));
}
