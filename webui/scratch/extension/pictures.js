// Costumes and backdrops as pictures for the model: at most 256 pixels wide or high, on white.

import { jpeg, LONGEST } from "../../client/lib/media.js";
import { Lru } from "./lru.js";

const MOST = 40; // pictures and costumes that are kept
const TOKEN = /^image:([0-9a-f]{32})$/;
const DATA = /^data:image\/(png|jpeg|gif|webp);base64,/;

/** Return the short text that stands for a costume in a program: the id of its drawing. */
export const tokenOf = (costume) => (costume?.assetId ? `image:${costume.assetId}` : "");

function drawn(source, width, height) {
  if (!width || !height) return "";
  return jpeg(source, width, height);
}

// A vector drawing has no pixels of its own: it is drawn as large as the model looks at it.
function enlarged(image, width, height) {
  if (!width || !height) return "";
  const scale = LONGEST / Math.max(width, height);
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return jpeg(canvas, canvas.width, canvas.height);
}

function opened(blob) {
  const url = URL.createObjectURL(blob);
  const image = new Image();
  return new Promise((resolve, reject) => {
    image.onload = () => resolve(image);
    image.onerror = reject;
    image.src = url;
  }).finally(() => URL.revokeObjectURL(url));
}

async function vector(vm, costume) {
  // The renderer's own image has the fonts inside; it is loaded when the costume was shown.
  const skin = vm.runtime.renderer?._allSkins[costume.skinId];
  const image = skin?._svgImage?.complete ? skin._svgImage : null;
  if (image) return enlarged(image, ...skin.size);
  const shown = await opened(new Blob([costume.asset.data], { type: "image/svg+xml" }));
  return enlarged(shown, shown.naturalWidth, shown.naturalHeight);
}

async function bitmap({ asset }) {
  const picture = await createImageBitmap(new Blob([asset.data]));
  const data = drawn(picture, picture.width, picture.height);
  picture.close();
  return data;
}

function costumeOf(vm, assetId) {
  for (const target of vm.runtime.targets) {
    const found = target.getCostumes().find((costume) => costume.assetId === assetId);
    if (found) return found;
  }
  return undefined;
}

/** Draws the costumes of a vm, each once. */
export class Pictures {
  #costumes = new Lru(MOST);
  #drawn = new Lru(MOST);

  constructor(vm) {
    this.vm = vm;
  }

  /** Return the token of a costume; what it looks like now is what the token stands for. */
  token(costume) {
    const token = tokenOf(costume);
    if (token) this.#costumes.set(costume.assetId, { ...costume });
    return token;
  }

  /**
   * Return what to ask about for a token or a picture as a `data:` URL: `{key, data}` or, where it
   * is none, `{refusal}`; a promise where it is still to be drawn.
   */
  question(value) {
    const text = String(value).trim();
    if (DATA.test(text)) return { key: text, data: text };
    const id = TOKEN.exec(text)?.[1];
    const known = id && this.#drawn.get(id);
    if (known) return known;
    const costume = id && (this.#costumes.get(id) ?? costumeOf(this.vm, id));
    if (!costume?.asset) return { refusal: { code: "no_image" } };
    return this.#draw(id, costume);
  }

  async #draw(id, costume) {
    try {
      const svg = costume.dataFormat === "svg";
      const data = svg ? await vector(this.vm, costume) : await bitmap(costume);
      if (!data) return { refusal: { code: "empty_image" } };
      const question = { key: `image:${id}`, data };
      this.#drawn.set(id, question);
      return question;
    } catch {
      return { refusal: { code: "bad_image" } };
    }
  }
}
