import assert from "node:assert/strict";
import test from "node:test";
import { levels, mono, peaks, wav, wrongLength } from "../lib/sound.js";
import { partAt } from "../lib/waveform.js";

test("the levels of a sound are its 64 loudest moments, as hex pairs", () => {
  const samples = new Float32Array(640).fill(0.5);
  samples[639] = -1;
  const hex = peaks(samples);
  assert.deepEqual([hex.length, hex.slice(0, 2), hex.slice(-2)], [128, "80", "ff"]);
});

test("levels are read back from 0 to 1", () => {
  assert.deepEqual(levels("00ff80"), [0, 1, 128 / 255]);
});

test("a WAV file says what is in it", async () => {
  const bytes = new DataView(await wav(new Float32Array([0, 1, -1]), 16000).arrayBuffer());
  const text = String.fromCharCode(...new Uint8Array(bytes.buffer, 0, 4));
  assert.deepEqual(
    [text, bytes.byteLength, bytes.getUint32(24, true), bytes.getInt16(46, true)],
    ["RIFF", 50, 16000, 32767],
  );
});

test("both channels are mixed into one", () => {
  const channels = [Float32Array.of(1, 0), Float32Array.of(0, 0.5)];
  const buffer = { length: 2, numberOfChannels: 2, getChannelData: (n) => channels[n] };
  assert.deepEqual([...mono(buffer)], [0.5, 0.25]);
});

test("a sound may last from 0.2 to 10 seconds", () => {
  assert.deepEqual([0.1, 0.2, 10, Number.NaN].map(wrongLength), [
    "This sound is too short.",
    "",
    "",
    "",
  ]);
  assert.match(wrongLength(11), /longer than 10 seconds/);
});

test("a part of a sound is marked by how it spoke, if it spoke at all", () => {
  assert.deepEqual(
    [0, 0.3, 0.6, 0.99].map((share) => partAt([0.5, 0.01, -0.4, 0], share)),
    ["spoke-for", "", "spoke-against", ""],
  );
});
