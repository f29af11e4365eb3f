// A small picture of the stage as it is.

const WIDE = 240;
const HIGH = 180;

const opened = (url) =>
  new Promise((resolve, reject) => {
    const image = new Image();
    image.onload = () => resolve(image);
    image.onerror = reject;
    image.src = url;
  });

/** Return a JPEG of the stage, 240 × 180, as a blob; null where nothing can be drawn. */
export async function pictureOf(vm) {
  if (!vm.renderer) return null;
  const url = await new Promise((resolve) => {
    vm.renderer.requestSnapshot(resolve);
    vm.renderer.draw(); // a tab in the background draws nothing by itself
  });
  const image = await opened(url);
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width: WIDE, height: HIGH });
  canvas.getContext("2d").drawImage(image, 0, 0, WIDE, HIGH);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.8));
}
