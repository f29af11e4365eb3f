// Scratch programs as the pages show them: tiles of what was made, and what one can begin with.

import { api } from "./api.js";
import { fill, icon, make, one } from "./dom.js";
import { t, when } from "./text.js";

function picture(project, { id, thumbnail, updated }) {
  if (!thumbnail) return make("div", { class: "program-picture" }, icon("blocks"));
  const src = `/api/v1/projects/${project}/programs/${id}/thumbnail?saved=${updated}`;
  return make("img", { class: "program-picture", src, alt: "", loading: "lazy" });
}

/** Make the tile of a program: its picture, its name, `who` made it if given, when, `buttons`. */
export function programTile(project, program, { who = "", buttons = [] } = {}) {
  const { id, name, updated } = program;
  return make(
    "li",
    { class: "program", "data-id": id },
    picture(project, program),
    make(
      "div",
      { class: "program-words" },
      make("p", { class: "program-name" }, make("bdi", {}, name)),
      who ? make("p", { class: "small" }, make("bdi", {}, who)) : null,
      make("p", { class: "soft small" }, t("saved: %(when)s", { when: when(updated) })),
    ),
    make("div", { class: "program-buttons" }, ...buttons),
  );
}

/** Make a button whose few `words` are said with the program's `name` to who does not see it. */
export function tileButton(drawing, words, name, onclick, cls = "") {
  const button = make(
    "button",
    { type: "button", class: `button ${cls}`.trim(), onclick },
    icon(drawing),
    make("span", {}, words),
  );
  button.setAttribute("aria-label", t("%(what)s: %(name)s", { what: words, name }));
  return button;
}

function starterRow({ id, title, what }, open) {
  const press = (event) => open(id, event.currentTarget);
  return make(
    "li",
    { class: "starter" },
    make("div", { class: "grow" }, make("b", {}, title), make("p", { class: "soft small" }, what)),
    tileButton("next", t("Open"), title, press),
  );
}

/**
 * Fetch the project's starters when their box (`#starters-box`) is opened first; `open(id, button)`
 * is called for the one that is pressed, `failed(problem)` where they did not come.
 */
export function mountStarters(project, { open, failed, ask = api }) {
  const box = one("#starters-box");
  let come = false;
  box.addEventListener("toggle", async () => {
    if (!box.open || come) return;
    come = true;
    try {
      const { starters } = await ask("GET", `/projects/${project}/starters`);
      fill(one("#starters"), ...starters.map((starter) => starterRow(starter, open)));
    } catch (problem) {
      come = false;
      box.open = false;
      failed(problem);
    }
  });
}

/** Fetch the programs of a project, the one saved last first; the same question is asked once. */
export function programsOf(project, ask = api) {
  let asked = null;
  return () => {
    asked ??= ask("GET", `/projects/${project}/programs`)
      .then(({ programs }) => programs)
      .finally(() => {
        asked = null;
      });
    return asked;
  };
}
