// Questions that the teacher answers before anything else: native <dialog>, so that Escape closes
// it, the rest of the page is out of reach, and focus comes back to the button it came from.

import { make } from "../lib/dom.js";
import { t } from "../lib/text.js";

let count = 0;

// Safari before 15.4 has no <dialog>: there it is an ordinary box on top of the page.
function shut(dialog, value) {
  if (dialog.close) return dialog.close(value);
  dialog.returnValue = value;
  return dialog.dispatchEvent(new Event("close"));
}

function button(text, cls, onclick, type = "button") {
  return make("button", { type, class: `button ${cls}`, onclick }, text);
}

/**
 * Open a dialog titled `title` around `content`, with the button `action` if there is one.
 * `answer` gives what the dialog resolves to when `action` is pressed; null when it is left.
 */
export function open({ title, content = [], action, danger = false, leave, answer = () => true }) {
  const opener = document.activeElement;
  const id = `dialog-${++count}`;
  const heading = make("h2", { id, tabindex: "-1" }, title);
  const dialog = make("dialog", { class: "dialog", "aria-labelledby": id });
  const cancel = button(leave ?? (action ? t("Cancel") : t("Close")), "", () => shut(dialog, ""));
  const kind = danger ? "button-danger" : "button-primary";
  const buttons = [cancel, action ? button(action, kind, null, "submit") : null];
  const form = make("form", { class: "stack", novalidate: true }, heading, ...content);
  form.append(make("div", { class: "row dialog-actions" }, ...buttons.filter(Boolean)));
  dialog.append(form);
  return new Promise((resolve) => {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const given = answer(form);
      if (given !== undefined) finish(given);
    });
    let result = null;
    const finish = (value) => {
      result = value;
      shut(dialog, "");
    };
    dialog.finish = finish;
    dialog.addEventListener("close", () => {
      dialog.remove();
      if (opener?.isConnected) opener.focus();
      resolve(result);
    });
    dialog.addEventListener("click", (event) => event.target === dialog && shut(dialog, ""));
    document.body.append(dialog);
    if (dialog.showModal) dialog.showModal();
    else dialog.setAttribute("open", "");
    (form.querySelector("[autofocus], input, select") ?? (danger ? cancel : heading)).focus();
  });
}

/** Ask whether to do something; true if so. `danger` marks what cannot be taken back. */
export async function confirm({ title, text, action, danger = false }) {
  const line = (each) => (typeof each === "string" ? make("p", {}, each) : each);
  const content = [].concat(text).map(line);
  return Boolean(await open({ title, content, action, danger }));
}

/** Ask for one line of text, `value` to begin with; null if the teacher changed their mind. */
export function prompt({ title, label, value = "", action, max }) {
  const input = make("input", { class: "input", name: "value", maxlength: max, value });
  input.required = true;
  const field = make("label", { class: "field" }, make("span", {}, label), input);
  const answer = () => input.value.trim() || void input.focus();
  const asked = open({ title, content: [field], action, answer });
  input.select();
  return asked;
}

/** Let the teacher pick one of `options` (`{value, content}`); null if none was picked. */
export function choose({ title, options }) {
  const pick = (value) => (event) => event.currentTarget.closest("dialog").finish(value);
  const content = options.map((each) =>
    make(
      "button",
      { type: "button", class: "button choice", onclick: pick(each.value) },
      each.content,
    ),
  );
  return open({
    title,
    content: [make("div", { class: "choices" }, ...content)],
    leave: t("Cancel"),
  });
}
