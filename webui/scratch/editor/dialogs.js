// What the editor asks and tells: the browser's own dialogs, which keep keyboard and reader inside.

import { el } from "./dom.js";

const SHOWN = 12; // blocks that are named one by one

/** Show a dialog; resolves to the value of the button that closed it, "" for Escape. */
export function dialog(title, content, buttons) {
  const made = el("dialog", { class: "cb-dialog", "aria-labelledby": "cb-title" });
  const close = (value) => () => made.close(value);
  made.append(
    el("h2", { id: "cb-title" }, title),
    ...content,
    el(
      "div",
      { class: "cb-buttons" },
      ...buttons.map(({ value, text, main = false }) =>
        el("button", { type: "button", class: main ? "cb-main" : null, click: close(value) }, text),
      ),
    ),
  );
  document.body.append(made);
  return new Promise((resolve) => {
    made.addEventListener("close", () => {
      made.remove();
      resolve(made.returnValue);
    });
    made.showModal();
  });
}

/** Ask whether to change a program to this project, called `name`; `href` is where its own is. */
export async function askToAdopt(t, { name, href }) {
  const words = t(
    "It was made for another project of this box. You can open it from that project's page, or change its blocks to those of “%(name)s”.",
    { name },
  );
  const answer = await dialog(
    t("This program uses another model"),
    [
      el("p", {}, words),
      el("p", {}, el("a", { href, target: "_blank", rel: "noopener" }, t("Open that project"))),
    ],
    [
      { value: "adopt", text: t("Change it to this project"), main: true },
      { value: "", text: t("Do not open it") },
    ],
  );
  return answer === "adopt";
}

/** Tell which blocks were left out. */
export function tellLeft(t, opcodes) {
  const more = opcodes.length - SHOWN;
  const others = t("Besides these, there were %(n)s others.", { n: more });
  const items = opcodes.slice(0, SHOWN).map((opcode) => el("li", {}, opcode.replaceAll("_", " ")));
  return dialog(
    t("Some blocks were left out"),
    [
      el("p", {}, t("This box does not know these blocks. All others are there.")),
      el("ul", {}, ...items),
      more > 0 ? el("p", {}, others) : "",
    ],
    [{ value: "", text: t("OK"), main: true }],
  );
}

/** Ask whether what is not saved may go. */
export async function askToLeave(t) {
  const answer = await dialog(
    t("Open another program?"),
    [el("p", {}, t("What you changed in this one is not saved yet."))],
    [
      { value: "save", text: t("Save first"), main: true },
      { value: "go", text: t("Do not save") },
      { value: "", text: t("Stay here") },
    ],
  );
  return answer;
}

/** Say something that went wrong. */
export const tellProblem = (t, words) =>
  dialog(t("That did not work"), [el("p", {}, words)], [{ value: "", text: t("OK"), main: true }]);
