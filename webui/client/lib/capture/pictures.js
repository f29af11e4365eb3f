// Making a picture: photograph, choose, draw, paste or drop.

import { make, say } from "../dom.js";
import { ACCEPT, jpeg, NotUsable, prepare } from "../media.js";
import { nt, t } from "../text.js";
import { openCamera } from "./camera.js";
import { openSheet } from "./draw.js";
import { action, complaint, fileButton, mayCapture, notAllowed, secureOffer } from "./parts.js";
import { receive } from "./receive.js";
import { Tray } from "./tray.js";

/** Prepare files one after the other and put them into a tray; says what cannot be used. */
export async function takeFiles(files, { project, tray, wrong, told }) {
  const chosen = tray.many ? files : files.slice(0, 1);
  const refused = [];
  for (const [place, file] of chosen.entries()) {
    if (chosen.length > 1) say(told, t("%(n)s of %(of)s", { n: place + 1, of: chosen.length }));
    try {
      tray.put(await prepare(project.type, file));
    } catch (problem) {
      if (!(problem instanceof NotUsable)) throw problem;
      refused.push(`${file.name}: ${problem.message}`);
    }
  }
  say(told, "");
  wrong.say(refused.join(" "));
}

/** The input for a picture: `{element, items(), missing(), clear(), focus()}`. */
export function picturesInput({ project, many, changed }) {
  const tray = new Tray(project, { many, changed });
  const wrong = complaint();
  const told = make("p", { class: "soft small", role: "status" });
  const take = (files) => takeFiles(files, { project, tray, wrong, told });
  const put = (data) => {
    wrong.say("");
    tray.put({ data, file: data, preview: "" });
  };
  const place = make("div", { class: "capture-place" });
  const buttons = make("div", { class: "capture-buttons" });
  const closed = () => {
    buttons.hidden = false;
    buttons.querySelector("button, input")?.focus();
  };
  const fromPhone = () =>
    fileButton("camera", t("Take a photo"), take, {
      accept: ACCEPT.images,
      capture: "environment",
    });
  const camera = action("camera", t("Take a photo"), async () => {
    wrong.say("");
    try {
      await openCamera(place, { take: put, closed });
      buttons.hidden = true;
    } catch (problem) {
      wrong.say(notAllowed(problem, "camera"));
      camera.replaceWith(fromPhone());
    }
  });
  const draw = action("pencil", t("Draw"), () => {
    wrong.say("");
    openSheet(place, {
      closed,
      take: (canvas, close) => {
        put(jpeg(canvas, canvas.width, canvas.height));
        close();
      },
    });
    buttons.hidden = true;
  });
  const choose = nt("Choose a picture", "Choose pictures", many ? 2 : 1);
  buttons.append(
    mayCapture() ? camera : fromPhone(),
    fileButton("image", choose, take, { accept: ACCEPT.images, multiple: many }),
    draw,
  );
  const offer = secureOffer("camera", t("Use the camera on this page"));
  const hint = make("p", { class: "soft small drop-hint" }, t("Or paste or drop pictures here."));
  const element = make(
    "div",
    { class: "capture stack stack-small" },
    buttons,
    offer,
    place,
    tray.element,
    told,
    wrong.element,
    hint,
  );
  receive(element, take);
  return {
    element,
    items: () => tray.items(),
    missing: () => (tray.items().length ? "" : t("Take, choose or draw a picture first.")),
    clear: () => tray.clear(),
    focus: () => buttons.querySelector("button, input")?.focus(),
  };
}
