// What the ways to make an example share: buttons, file buttons, and what is wrong.

import { icon, make, say } from "../dom.js";
import { t } from "../text.js";

/** Make a button with a drawing and words. */
export function action(drawing, words, onclick, cls = "") {
  return make(
    "button",
    { type: "button", class: `button ${cls}`, onclick },
    drawing ? icon(drawing) : null,
    words,
  );
}

/** Make a button that lets one choose files: `take(files)`; more attributes go to its input. */
export function fileButton(drawing, words, take, attributes = {}) {
  const input = make("input", { type: "file", class: "file-input", ...attributes });
  input.addEventListener("change", () => {
    const files = [...input.files];
    input.value = ""; // the same file may be chosen again
    if (files.length) take(files);
  });
  return make("label", { class: "button file-button" }, icon(drawing), words, input);
}

/** Make a line that says what is wrong, said aloud when it comes: `{element, say(text)}`. */
export function complaint(id = undefined) {
  const words = make("span");
  const element = make("p", { class: "field-error", id, hidden: true }, icon("care"), words);
  const region = make("div", { role: "alert" }, element);
  return {
    element: region,
    say(text) {
      element.hidden = !text;
      say(words, text);
    },
  };
}

/**
 * Offer the way to the locked page, on which browsers give camera and microphone; null where there
 * is none, or this page may use them.
 */
export function secureOffer(drawing, words) {
  const way = document.body.dataset.secure;
  if (!way || mayCapture()) return null;
  const here = encodeURIComponent(`${location.pathname}${location.search}`);
  return make(
    "a",
    { class: "button button-quiet secure-offer", href: `${way}?next=${here}` },
    icon(drawing),
    words,
  );
}

/** Say why this page may not use the camera or the microphone. */
export function notAllowed(problem, what) {
  if (problem?.name === "NotFoundError") {
    return what === "camera"
      ? t("No camera was found. Choose a picture instead.")
      : t("No microphone was found. Choose a sound instead.");
  }
  return what === "camera"
    ? t("The camera is not allowed here. Choose a picture instead.")
    : t("The microphone is not allowed here. Choose a sound instead.");
}

/** Whether this page itself may use camera and microphone: browsers allow it on some pages only. */
export const mayCapture = () =>
  Boolean(globalThis.isSecureContext && navigator.mediaDevices?.getUserMedia);
