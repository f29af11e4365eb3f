// Sounds of a sprite for the model: one channel, 16 kHz, at most ten seconds, as WAV.

import { dataUrl } from "../../client/lib/media.js";
import { LONGEST_SOUND, RATE, SHORTEST, wav } from "../../client/lib/sound.js";
import { Lru } from "./lru.js";
import { folded } from "./names.js";

const MOST = 20; // sounds that are kept

/** Return samples of one channel at 16 kHz from an AudioBuffer, its first ten seconds. */
export async function resampled(buffer, seconds = LONGEST_SOUND) {
  const length = Math.ceil(Math.min(buffer.duration, seconds) * RATE);
  const context = new OfflineAudioContext(1, Math.max(1, length), RATE);
  const source = context.createBufferSource();
  source.buffer = buffer;
  source.connect(context.destination); // mixes the channels
  source.start();
  return (await context.startRendering()).getChannelData(0);
}

/** Return samples at 16 kHz as the `data:` URL of a WAV file. */
export const wavUrl = (samples) => dataUrl(wav(samples, RATE));

async function decoded(target, sound) {
  const player = target.sprite.soundBank?.soundPlayers[sound.soundId];
  if (player?.buffer) return player.buffer; // what the editor plays, of any kind it knows
  const bytes = sound.asset.data.slice().buffer;
  return new OfflineAudioContext(1, 1, RATE).decodeAudioData(bytes);
}

/** Return the sound of a sprite by its name or, as in Scratch's own blocks, its number. */
export function soundOf(target, wanted) {
  const sounds = target.getSounds();
  const named = sounds.find(({ name }) => name === String(wanted));
  if (named) return named;
  const loose = sounds.find(({ name }) => folded(name) === folded(wanted));
  if (loose || sounds.length === 0) return loose;
  const number = Math.round(Number(wanted));
  if (String(wanted).trim() === "" || !Number.isFinite(number)) return undefined;
  return sounds[(((number - 1) % sounds.length) + sounds.length) % sounds.length];
}

/** Makes the sounds of sprites ready, each once. */
export class Sounds {
  #made = new Lru(MOST);

  /** Return `{key, data}` or `{refusal}` for a sprite's sound; a promise while it is made. */
  question(target, wanted) {
    const sound = soundOf(target, wanted);
    if (!sound) return { refusal: { code: "no_sound" } };
    return this.#made.get(sound.assetId) ?? this.#make(target, sound);
  }

  async #make(target, sound) {
    try {
      const samples = await resampled(await decoded(target, sound));
      if (samples.length < SHORTEST * RATE) return { refusal: { code: "sound_too_short" } };
      const question = { key: `sound:${sound.assetId}`, data: await wavUrl(samples) };
      this.#made.set(sound.assetId, question);
      return question;
    } catch {
      return { refusal: { code: "bad_sound" } };
    }
  }
}
