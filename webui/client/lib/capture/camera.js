// The page's own camera, where the page may use it.

import { icon, make, say } from "../dom.js";
import { jpeg } from "../media.js";
import { t } from "../text.js";
import { action } from "./parts.js";

/**
 * Open the camera inside `place`: `take(dataUrl)` with each photograph, `closed()` at the end.
 * Rejects with the browser's error where there is no camera or nobody allowed it.
 */
export async function openCamera(place, { take, closed }) {
  const video = make("video", { class: "camera-view", playsinline: true, muted: true });
  video.muted = true;
  const told = make("p", { class: "unseen", role: "status" });
  let facing = "environment";
  let stream = null;
  const stop = () => {
    for (const track of stream?.getTracks() ?? []) track.stop();
  };
  const start = async () => {
    stop();
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: facing } });
    video.srcObject = stream;
    await video.play();
  };
  const close = () => {
    stop();
    panel.remove();
    closed();
  };
  const snap = () => {
    if (!video.videoWidth) return;
    take(jpeg(video, video.videoWidth, video.videoHeight));
    say(told, "");
    say(told, t("A photo was taken."));
  };
  const turn = async () => {
    facing = facing === "environment" ? "user" : "environment";
    await start().catch(close);
  };
  const shutter = make(
    "button",
    { type: "button", class: "button button-large shutter", onclick: snap },
    icon("camera"),
    t("Take it"),
  );
  const panel = make("div", { class: "camera stack stack-small" }, video, told);
  await start();
  const cameras = await navigator.mediaDevices.enumerateDevices();
  const several = cameras.filter(({ kind }) => kind === "videoinput").length > 1;
  panel.append(
    make(
      "div",
      { class: "row" },
      shutter,
      several ? action("turn", t("Other camera"), turn) : null,
      action("close", t("Close the camera"), close, "button-quiet"),
    ),
  );
  place.append(panel);
  shutter.focus();
  return close;
}
