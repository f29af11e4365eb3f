// Short messages to the teacher, above the page's content, read aloud by a screen reader.

import { icon, make, one } from "../lib/dom.js";
import { t } from "../lib/text.js";

const GLANCE = 6000; // ms a good message stays; a bad one stays until it is closed
let leaving;

function close() {
  clearTimeout(leaving);
  one("#notices")?.replaceChildren();
}

function show(text, kind) {
  close();
  const button = make(
    "button",
    { type: "button", class: "icon-button", onclick: close },
    icon("close"),
  );
  button.setAttribute("aria-label", t("Close this message"));
  const role = kind === "bad" ? "alert" : "status";
  const notice = make("div", { class: `notice notice-${kind}`, role }, make("p", {}, text), button);
  one("#notices").append(notice);
}

/** Say that something worked. */
export function good(text) {
  show(text, "good");
  leaving = setTimeout(close, GLANCE);
}

/** Say what went wrong, until the teacher closes it or does the next thing. */
export function bad(problem) {
  show(problem.message, "bad");
}

/** Take the message away: the teacher is doing the next thing. */
export const clear = close;
