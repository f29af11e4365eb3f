// The bar above the editor: the project, the program's name, and what the box has of it.

import { wordsFor } from "../extension/index.js";
import { el } from "./dom.js";

const MOST = 60; // characters of a program's name

function status(t, program, locale) {
  if (program.state === "saving") return t("Saving …");
  if (program.state === "failed") return wordsFor(t, program.refusal);
  if (program.dirty) return t("Not saved yet");
  if (!program.saved) return "";
  const time = new Intl.DateTimeFormat(locale, { timeStyle: "short" }).format(program.saved);
  return t("Saved %(time)s", { time });
}

/** Return where the page of a project is for this person. */
export const pathOf = ({ role }, project) =>
  role === "teacher" ? `/teacher/projects/${project}` : `/projects/${project}`;

function back(t, { main, about }) {
  const { id, name } = about.project;
  const path = pathOf(about.me, id);
  const label = t("Back to the project “%(name)s”", { name });
  return el(
    "a",
    { class: "cb-back", href: main + path, "aria-label": label },
    "‹ ",
    el("bdi", {}, name),
  );
}

function notice(t, program) {
  const words = program.author
    ? t("“%(name)s” by %(author)s. Only to look at.", program)
    : t("Only to look at.");
  return el("p", { class: "cb-notice" }, words);
}

function nameField(t, program) {
  const label = t("Name of the program");
  const field = el("input", {
    type: "text",
    value: program.name,
    placeholder: program.fallback(),
    maxlength: MOST,
    "aria-label": label,
    change: () => program.rename(field.value),
    keydown: (event) => event.key === "Enter" && field.blur(),
  });
  return field;
}

/** Draw the bar into `place`, again whenever something in it changes; returns `draw()`. */
export function mountBar(place, { t, locale, program, about, main, open }) {
  const said = el("span", { class: "cb-status", role: "status" });
  const button = (text, click, kind = null) =>
    el("button", { type: "button", class: kind, click }, text);
  function draw() {
    const watching = about.tool === "scratch_watch";
    const own = watching
      ? [notice(t, program)]
      : [
          nameField(t, program),
          button(t("Save on the box"), () => program.save(), "cb-main"),
          button(t("My programs"), open),
          said,
        ];
    place.setAttribute("aria-label", t("This program"));
    place.replaceChildren(back(t, { main, about }), ...own);
    tell();
  }
  function tell() {
    const words = status(t, program, locale());
    if (said.textContent !== words) said.textContent = words;
    said.classList.toggle("cb-bad", program.state === "failed");
    const field = place.querySelector("input");
    if (field && field !== document.activeElement && field.value !== program.name) {
      field.value = program.name;
    }
  }
  program.on((now) => {
    if (about.tool === "scratch_watch") draw();
    else tell(now);
  });
  draw();
  return { draw };
}
