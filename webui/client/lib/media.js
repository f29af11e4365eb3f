// Pictures and sounds on their way to the box: made small in the browser, so that little travels
// and a photograph's metadata (children's photographs carry places) never leaves the device.

import { reduceSound } from "./sound.js";
import { t } from "./text.js";

export const LONGEST = 256; // px of a picture's longest side: what the model looks at
const QUALITY = 0.9;
const HEAVIEST = 40_000_000; // bytes of a file that a small phone can still open

/** A file that cannot become an example; the message says why, to a person. */
export class NotUsable extends Error {}

/** Read a blob as a `data:` URL, which is what the API takes. */
export function dataUrl(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => reject(new NotUsable(t("This file cannot be read.")));
    reader.readAsDataURL(blob);
  });
}

/** Turn a base64 `data:` URL back into a blob. (The page's policy lets nobody fetch such a URL.) */
export function blobOf(url) {
  const [head, body] = url.split(",", 2);
  const bytes = Uint8Array.from(atob(body), (char) => char.charCodeAt(0));
  return new Blob([bytes], { type: head.slice("data:".length).split(";")[0] });
}

/** Return the width and height of a picture of `width` × `height` that is drawn small. */
export function fitted(width, height, longest = LONGEST) {
  const share = Math.min(1, longest / Math.max(width, height));
  return [Math.max(1, Math.round(width * share)), Math.max(1, Math.round(height * share))];
}

function paper(width, height) {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const pen = canvas.getContext("2d", { alpha: false });
  pen.fillStyle = "#fff"; // what is see-through is drawn on white
  pen.fillRect(0, 0, width, height);
  pen.imageSmoothingQuality = "high";
  return [canvas, pen];
}

// Halving step by step keeps thin lines that one large step would lose.
function shrunk(source, width, height) {
  const [wide, high] = fitted(width, height);
  let now = source;
  let [nowWide, nowHigh] = [width, height];
  while (nowWide > wide * 2) {
    const [half, pen] = paper(Math.ceil(nowWide / 2), Math.ceil(nowHigh / 2));
    pen.drawImage(now, 0, 0, half.width, half.height);
    [now, nowWide, nowHigh] = [half, half.width, half.height];
  }
  const [canvas, pen] = paper(wide, high);
  pen.drawImage(now, 0, 0, wide, high);
  return canvas;
}

/** Draw any canvas, video or bitmap of this size small and return it as a JPEG `data:` URL. */
export function jpeg(source, width, height) {
  return shrunk(source, width, height).toDataURL("image/jpeg", QUALITY);
}

function asImage(file) {
  const url = URL.createObjectURL(file);
  const image = new Image();
  return new Promise((resolve, reject) => {
    image.onload = () => resolve(image);
    image.onerror = reject;
    image.src = url;
  }).finally(() => URL.revokeObjectURL(url));
}

// Cameras write which way is up beside the picture; Safari before 15 only turns an <img>.
async function opened(file) {
  try {
    return await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    return asImage(file);
  }
}

/** Make a picture small and upright: `{data, file, preview}`; rejects with NotUsable. */
export async function reducePicture(file) {
  const refused = new NotUsable(t("This is not a picture that the box can read."));
  if (file.size > HEAVIEST) throw new NotUsable(t("This picture is too large."));
  if (file.type === "image/svg+xml") throw refused;
  let picture;
  try {
    picture = await opened(file);
  } catch {
    throw refused;
  }
  const data = jpeg(
    picture,
    picture.naturalWidth ?? picture.width,
    picture.naturalHeight ?? picture.height,
  );
  picture.close?.();
  return { data, file: data, preview: "" };
}

async function prepareSound(file) {
  const { blob, preview } = await reduceSound(file, NotUsable);
  const data = await dataUrl(blob);
  return { data, file: data, preview };
}

/**
 * Make what a person chose ready for the box: `{data, file, preview}`, where `data` is what the
 * API takes and `file` what a page shows. `type` is "images" or "sounds". Rejects with NotUsable.
 */
export function prepare(type, file) {
  return type === "images" ? reducePicture(file) : prepareSound(file);
}

/** Which files a person may choose for a type of project. */
export const ACCEPT = {
  images: "image/*",
  sounds: "audio/*,.wav,.mp3,.m4a,.aac,.ogg,.opus,.webm,.flac",
};
