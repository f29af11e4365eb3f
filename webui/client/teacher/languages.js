// The languages that a class may write in, by the names that the browser has for them in the page's
// own language.

import { t } from "../lib/text.js";

const CODES =
  "ar bg bn ca cs da de el en es et fa fi fr ga he hi hr hu id is it ja ko lt lv ms mt nl no pl pt ro ru sk sl sq sr sv sw ta th tr uk ur vi zh".split(
    " ",
  );

/** List languages as `[code, name]`: `first`, the class's own, before the others by name. */
export function languages(first, page = globalThis.document?.documentElement.lang || "en") {
  const names = new Intl.DisplayNames([page], { type: "language" });
  const others = CODES.filter((code) => code !== first)
    .map((code) => [code, names.of(code)])
    .sort((a, b) => a[1].localeCompare(b[1], page));
  return [[first, names.of(first)], ...others, ["", t("another, or several")]];
}
