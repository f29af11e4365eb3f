// A student's program on the wall: its name, its author, and the stage as large as it goes.

import { make, say } from "../lib/dom.js";
import { t } from "../lib/text.js";
import { keep, message } from "./parts.js";

// What a child programmed runs on the editor's own address and can do there what its token lets it:
// it may not lead this page away, open windows or ask questions over it.
const SANDBOX = "allow-scripts allow-same-origin";

function stageOf({ url, name }) {
  const title = t("The program “%(name)s”", { name });
  return make("iframe", {
    class: "p-stage",
    src: url,
    title,
    sandbox: SANDBOX,
    allow: "autoplay; microphone",
    referrerpolicy: "no-referrer",
  });
}

/** Say what there is to say where no program runs, as a headline and a line under it. */
export function missing({ show, program }) {
  if (program?.gone) return [t("This program is not there any more")];
  if (program?.refused) return [t("Scratch cannot run here"), program.refused];
  return show.program ? [t("The program comes …")] : [t("Your teacher chooses a program")];
}

/** Make the screen of a program. `update` takes the state's `show` and `program`. */
export function program() {
  const words = message();
  const name = make("bdi", { class: "p-name" });
  const author = make("bdi", {});
  const head = make(
    "header",
    { class: "p-program-head" },
    make("h1", {}, name),
    make("p", { class: "p-soft" }, author),
  );
  const element = make("section", { class: "p-program" });
  let stage = null;

  const fits = ({ show, program: found }) => Boolean(found?.url) && found.id === show.program;

  return {
    element,
    title: (state) => (fits(state) ? state.program.name : t("A program")),
    spoken(state) {
      if (!fits(state)) return missing(state)[0];
      const { name: called, author: by } = state.program;
      return t("%(program)s by %(author)s", { program: called, author: by });
    },
    update(state) {
      if (!fits(state)) {
        words.say(...missing(state));
        return keep(element, words.element);
      }
      const { program: found } = state;
      say(name, found.name);
      say(author, found.author);
      if (stage?.getAttribute("src") !== found.url) stage = stageOf(found);
      return keep(element, head, stage);
    },
  };
}
