// One sound at a time: a button that plays it, and stops it.

import { fill, icon, make } from "./dom.js";
import { blobOf } from "./media.js";
import { t } from "./text.js";

let playing = null; // {audio, show}

function stop() {
  playing?.audio.pause();
  playing?.show(false);
  playing = null;
}

// The page's policy plays files of the box and of the page, but no data: URLs.
const playable = (file) => (file.startsWith("data:") ? URL.createObjectURL(blobOf(file)) : file);

async function play(file, show, failed) {
  const url = playable(file);
  const audio = new Audio(url);
  stop();
  playing = { audio, show };
  const end = () => {
    if (url !== file) URL.revokeObjectURL(url);
    if (playing?.audio === audio) stop();
  };
  audio.addEventListener("ended", end);
  show(true);
  try {
    await audio.play();
  } catch (problem) {
    end();
    if (problem.name !== "AbortError") failed();
  }
}

/** Make the button that plays `file`: an address on the box or a `data:` URL. */
export function playButton(file) {
  const words = make("span", { class: "unseen" });
  const button = make("button", { type: "button", class: "button button-icon play" });
  const show = (on) => {
    words.textContent = on ? t("Stop the sound") : t("Play the sound");
    button.setAttribute("aria-pressed", String(on));
    fill(button, icon(on ? "stop" : "play"), words);
  };
  const failed = () => {
    words.textContent = t("This browser cannot play this sound.");
    button.title = words.textContent;
    button.disabled = true;
  };
  button.addEventListener("click", () =>
    button.getAttribute("aria-pressed") === "true" ? stop() : play(file, show, failed),
  );
  show(false);
  return button;
}
