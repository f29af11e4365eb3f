// "When I hear …": the microphone, a second at a time, while a program listens.

import { resampled, wavUrl } from "./sounds.js";

const WINDOW = 1; // seconds that the model hears at once
const EVERY = 500; // ms between windows
const SURE = 0.6; // confidence above which a sound is heard
const CHUNK = 4096; // samples that the browser hands over at once

const rest = (ms) => new Promise((done) => setTimeout(done, ms));

/** Tells when a sound begins: once, until another one is heard or none. */
export class Edge {
  #heard = "";

  /** Return the label that begins with this answer, "" if none does. */
  of({ label = "", confidence = 0 }) {
    const before = this.#heard;
    this.#heard = confidence > SURE ? label : "";
    return this.#heard === before ? "" : this.#heard;
  }
}

/** Say why this page cannot listen at all, "" if it can. */
export function deaf(place = globalThis) {
  if (!place.isSecureContext) return "microphone_unsafe";
  return place.navigator?.mediaDevices?.getUserMedia ? "" : "no_microphone";
}

const refused = (problem) =>
  problem?.name === "NotAllowedError" || problem?.name === "SecurityError"
    ? "microphone_refused"
    : "no_microphone";

/** Open the microphone: `second()` gives its last second at 16 kHz, null before one has passed. */
export async function openEar() {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const context = new AudioContext();
  await context.resume();
  const ring = new Float32Array(Math.round(context.sampleRate * WINDOW));
  let filled = 0;
  const source = context.createMediaStreamSource(stream);
  // A worklet would be newer, and would need a file of its own for these two lines.
  const tap = context.createScriptProcessor(CHUNK, 1, 1);
  tap.onaudioprocess = ({ inputBuffer }) => {
    ring.copyWithin(0, CHUNK);
    ring.set(inputBuffer.getChannelData(0), ring.length - CHUNK);
    filled += CHUNK;
  };
  source.connect(tap);
  tap.connect(context.destination); // it hands over nothing else; nothing is played
  return {
    async second() {
      if (filled < ring.length) return null;
      const buffer = context.createBuffer(1, ring.length, context.sampleRate);
      buffer.copyToChannel(ring, 0);
      return wavUrl(await resampled(buffer, WINDOW));
    },
    async close() {
      for (const track of stream.getTracks()) track.stop();
      await context.close();
    },
  };
}

/**
 * Listens from `start()` to `stop()`. `hear(data)` asks the model, `began(label)` is called when a
 * sound begins, `shown(listening)` when the microphone goes on and off.
 */
export class Listening {
  #ear = null;
  #wanted = 0;

  constructor({ hear, began, shown = () => {}, open = openEar, canNot = deaf }) {
    Object.assign(this, { hear, began, shown, open, canNot });
  }

  /** Open the microphone and return "", or the code of why that cannot be. */
  async start() {
    if (this.#ear) return "";
    const reason = this.canNot();
    if (reason) return reason;
    this.#wanted += 1;
    const turn = this.#wanted;
    try {
      const ear = await this.open();
      if (turn !== this.#wanted || this.#ear) await ear.close();
      else this.#begin(ear);
      return "";
    } catch (problem) {
      return refused(problem);
    }
  }

  #begin(ear) {
    this.#ear = ear;
    this.shown(true);
    this.#listen(ear, new Edge());
  }

  async #listen(ear, edge) {
    while (this.#ear === ear) {
      const begun = performance.now();
      const data = await ear.second().catch(() => null);
      const answer = data && this.#ear === ear ? await this.hear(data) : null;
      const label = answer && this.#ear === ear ? edge.of(answer) : "";
      if (label) this.began(label);
      await rest(Math.max(50, EVERY - (performance.now() - begun)));
    }
  }

  /** Close the microphone. */
  async stop() {
    this.#wanted += 1;
    const ear = this.#ear;
    this.#ear = null;
    if (!ear) return;
    this.shown(false);
    await ear.close().catch(() => {});
  }
}
