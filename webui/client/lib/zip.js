// Zip files: Scratch's programs are some.

import { strFromU8, strToU8, unzipSync, zipSync } from "fflate";

/** Return the files of a zip whose names are `wanted`, all without: `{name: Uint8Array}`. */
export const unzipped = (bytes, wanted = () => true) =>
  unzipSync(bytes, { filter: ({ name }) => wanted(name) });

/** Return the bytes of a zip of `{name: Uint8Array}`; nothing is compressed. */
export const zipped = (files) => zipSync(files, { level: 0 });

export { strFromU8, strToU8 };
