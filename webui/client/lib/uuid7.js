// Ids of examples, made in the browser (RFC 9562, version 7): they sort by when they were made.
// `crypto.randomUUID` does not exist on a page from http://, `getRandomValues` does.

/** Return a new UUIDv7 for the time `now` in milliseconds. */
export function uuid7(now = Date.now()) {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const time = BigInt(Math.max(0, Math.floor(now)));
  for (let place = 0; place < 6; place += 1) {
    bytes[place] = Number((time >> BigInt(8 * (5 - place))) & 0xffn);
  }
  bytes[6] = 0x70 | (bytes[6] & 0x0f);
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
