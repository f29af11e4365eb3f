// The page's own recorder, where the page may use the microphone: a countdown, then up to five
// seconds with a bar and the waveform as it is recorded.

import { make, say } from "../dom.js";
import { number, t } from "../text.js";
import { action } from "./parts.js";

const LEAST = 1000; // ms
const MOST = 5000;
const COUNT = 3;
const KINDS = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];

const rest = (ms) => new Promise((done) => setTimeout(done, ms));

/** Whether this browser can record on this page. */
export const mayRecord = () => Boolean(globalThis.MediaRecorder);

function recorderOf(stream) {
  const mimeType = KINDS.find((kind) => MediaRecorder.isTypeSupported(kind));
  return new MediaRecorder(stream, mimeType ? { mimeType } : {});
}

// Draws how loud it is right now, from left to right as time goes on.
function scope(stream, canvas) {
  const context = new AudioContext();
  const listener = context.createAnalyser();
  context.createMediaStreamSource(stream).connect(listener);
  const samples = new Uint8Array(listener.fftSize);
  const pen = canvas.getContext("2d");
  pen.fillStyle = getComputedStyle(canvas).color;
  return {
    draw(share) {
      listener.getByteTimeDomainData(samples);
      const peak = Math.max(...samples.map((sample) => Math.abs(sample - 128))) / 128;
      const high = Math.max(2, Math.min(1, peak * 1.5) * canvas.height);
      pen.fillRect(share * canvas.width, (canvas.height - high) / 2, 3, high);
    },
    close: () => context.close(),
  };
}

/**
 * Record inside `place`: `take(blob)` with what was recorded, `closed()` at the end. Rejects with
 * the browser's error where there is no microphone or nobody allowed it.
 */
export async function openRecorder(place, { take, closed }) {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const words = make("p", { class: "large centred record-words", role: "status" });
  const bar = make("progress", { class: "progress", max: MOST, "aria-label": t("Recording") });
  bar.value = 0;
  const canvas = make("canvas", { class: "scope", width: 600, height: 80, "aria-hidden": "true" });
  const state = { ended: false, thrown: false };
  const stop = action("stop", t("Stop"), () => finish(), "button-large");
  const cancel = action("close", t("Cancel"), () => throwAway(), "button-quiet");
  const panel = make("div", { class: "recorder stack stack-small" }, words, canvas, bar);
  panel.append(make("div", { class: "row" }, stop, cancel));
  const finish = () => {
    state.ended = true;
  };
  const throwAway = () => {
    state.thrown = true;
    state.ended = true;
  };
  place.append(panel);
  stop.disabled = true;
  cancel.focus();
  try {
    for (let n = COUNT; n > 0 && !state.ended; n -= 1) {
      say(words, number(n));
      await rest(700);
    }
    const blob = state.thrown ? null : await record(stream, { words, bar, canvas, stop, state });
    if (blob && !state.thrown) await take(blob);
  } finally {
    for (const track of stream.getTracks()) track.stop();
    panel.remove();
    closed();
  }
}

async function record(stream, { words, bar, canvas, stop, state }) {
  const recorder = recorderOf(stream);
  const parts = [];
  recorder.ondataavailable = ({ data }) => parts.push(data);
  const ended = new Promise((done) => {
    recorder.onstop = done;
  });
  const picture = scope(stream, canvas);
  recorder.start();
  say(words, t("Recording …"));
  stop.focus();
  const begun = performance.now();
  for (let ms = 0; ms < MOST && !state.ended; ms = performance.now() - begun) {
    bar.value = ms;
    stop.disabled = ms < LEAST;
    picture.draw(ms / MOST);
    await rest(40);
  }
  recorder.stop();
  await ended;
  await picture.close();
  return new Blob(parts, { type: recorder.mimeType.split(";")[0] });
}
