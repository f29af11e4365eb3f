// Sounds in the browser: how long, how loud where, and as small as the model needs them.

import { number, t } from "./text.js";

export const SHORTEST = 0.2; // seconds
export const LONGEST_SOUND = 10;
export const RATE = 16000; // samples in a second: what the model listens to
const PARTS = 64; // of the drawn waveform
const HEAVIEST = 5_000_000; // bytes: the box takes no larger file
const PATIENCE = 3000; // ms to find out how long a file is

/** Return the loudest level of each of 64 parts as hex pairs, as the box's `preview`. */
export function peaks(samples, parts = PARTS) {
  let hex = "";
  for (let part = 0; part < parts; part += 1) {
    const end = Math.floor(((part + 1) * samples.length) / parts);
    let peak = 0;
    for (let at = Math.floor((part * samples.length) / parts); at < end; at += 1) {
      peak = Math.max(peak, Math.abs(samples[at]));
    }
    hex += Math.round(Math.min(1, peak) * 255)
      .toString(16)
      .padStart(2, "0");
  }
  return hex;
}

/** Return the levels of a `preview`, each from 0 to 1. */
export function levels(preview) {
  return (preview.match(/[0-9a-f]{2}/gi) ?? []).map((pair) => Number.parseInt(pair, 16) / 255);
}

/** Write samples from −1 to 1 as a WAV file of 16 bits, one channel. */
export function wav(samples, rate = RATE) {
  const bytes = new DataView(new ArrayBuffer(44 + 2 * samples.length));
  const text = (at, word) => {
    for (const [place, char] of [...word].entries()) bytes.setUint8(at + place, char.charCodeAt(0));
  };
  text(0, "RIFF");
  bytes.setUint32(4, 36 + 2 * samples.length, true);
  text(8, "WAVEfmt ");
  bytes.setUint32(16, 16, true);
  bytes.setUint16(20, 1, true); // whole numbers
  bytes.setUint16(22, 1, true); // one channel
  bytes.setUint32(24, rate, true);
  bytes.setUint32(28, 2 * rate, true);
  bytes.setUint16(32, 2, true);
  bytes.setUint16(34, 16, true);
  text(36, "data");
  bytes.setUint32(40, 2 * samples.length, true);
  for (const [at, sample] of samples.entries()) {
    bytes.setInt16(44 + 2 * at, Math.max(-1, Math.min(1, sample)) * 32767, true);
  }
  return new Blob([bytes], { type: "audio/wav" });
}

/** Mix all channels of an AudioBuffer into one. */
export function mono(buffer) {
  const mixed = new Float32Array(buffer.length);
  for (let channel = 0; channel < buffer.numberOfChannels; channel += 1) {
    const samples = buffer.getChannelData(channel);
    for (let at = 0; at < mixed.length; at += 1) mixed[at] += samples[at];
  }
  for (let at = 0; at < mixed.length; at += 1) mixed[at] /= buffer.numberOfChannels;
  return mixed;
}

// What the file says of itself, before hours of sound are unpacked; NaN where it says nothing.
function told(file) {
  const audio = new Audio();
  const url = URL.createObjectURL(file);
  return new Promise((resolve) => {
    audio.onloadedmetadata = () => resolve(audio.duration);
    audio.onerror = () => resolve(Number.NaN);
    setTimeout(() => resolve(Number.NaN), PATIENCE);
    audio.preload = "metadata";
    audio.src = url;
  }).finally(() => {
    audio.removeAttribute("src");
    URL.revokeObjectURL(url);
  });
}

async function samplesOf(file) {
  try {
    const context = new OfflineAudioContext(1, 1, RATE); // unpacks at this rate
    return mono(await context.decodeAudioData(await file.arrayBuffer()));
  } catch {
    return null; // the box reads more kinds of file than this browser
  }
}

/** Say what is wrong with a sound of this many seconds, "" where nothing is. */
export function wrongLength(seconds) {
  if (seconds < SHORTEST) return t("This sound is too short.");
  if (seconds <= LONGEST_SOUND + 0.05 || !Number.isFinite(seconds)) return "";
  const n = number(LONGEST_SOUND);
  return t("This sound is longer than %(n)s seconds. Record a shorter one.", { n });
}

/** Return `{blob, preview}` of a sound file, smaller where that is possible; `Refusal` is thrown. */
export async function reduceSound(file, Refusal) {
  const refuse = (text) => {
    if (text) throw new Refusal(text);
  };
  if (file.size > HEAVIEST) refuse(t("This sound is too large."));
  refuse(wrongLength(await told(file)));
  const samples = await samplesOf(file);
  if (!samples) return { blob: file, preview: "" };
  refuse(wrongLength(samples.length / RATE));
  const small = 44 + 2 * samples.length < file.size;
  return { blob: small ? wav(samples) : file, preview: peaks(samples) };
}
