// Making a sound: record on the page where it may, else with the phone, or choose a file.

import { make } from "../dom.js";
import { ACCEPT } from "../media.js";
import { nt, t } from "../text.js";
import { action, complaint, fileButton, mayCapture, notAllowed, secureOffer } from "./parts.js";
import { takeFiles } from "./pictures.js";
import { receive } from "./receive.js";
import { mayRecord, openRecorder } from "./record.js";
import { Tray } from "./tray.js";

/** The input for a sound: `{element, items(), missing(), clear(), focus()}`. */
export function soundsInput({ project, many, changed }) {
  const tray = new Tray(project, { many, changed });
  const wrong = complaint();
  const told = make("p", { class: "soft small", role: "status" });
  const take = (files) => takeFiles(files, { project, tray, wrong, told });
  const place = make("div", { class: "capture-place" });
  const buttons = make("div", { class: "capture-buttons" });
  const fromPhone = () =>
    fileButton("mic", t("Record with this device"), take, { accept: ACCEPT.sounds, capture: true });
  const record = action("mic", t("Record"), async () => {
    wrong.say("");
    buttons.hidden = true;
    try {
      await openRecorder(place, {
        closed: () => {
          buttons.hidden = false;
          record.focus();
        },
        take: (blob) => take([new File([blob], t("my recording"), { type: blob.type })]),
      });
    } catch (problem) {
      buttons.hidden = false;
      wrong.say(notAllowed(problem, "microphone"));
      record.replaceWith(fromPhone());
    }
  });
  const choose = nt("Choose a sound", "Choose sounds", many ? 2 : 1);
  buttons.append(
    mayCapture() && mayRecord() ? record : fromPhone(),
    fileButton("sound", choose, take, { accept: ACCEPT.sounds, multiple: many }),
  );
  const element = make(
    "div",
    { class: "capture stack stack-small" },
    buttons,
    secureOffer("mic", t("Use the microphone on this page")),
    place,
    tray.element,
    told,
    wrong.element,
  );
  receive(element, take);
  return {
    element,
    items: () => tray.items(),
    missing: () => (tray.items().length ? "" : t("Record or choose a sound first.")),
    clear: () => tray.clear(),
    focus: () => buttons.querySelector("button, input")?.focus(),
  };
}
