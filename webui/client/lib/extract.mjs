// Which texts a script says: the same calls that Babel extracts for the catalogue, so that a page
// carries the translations of its own scripts only. A test holds the two equal.

const STRING = String.raw`"((?:[^"\\]|\\.)*)"`;
const SINGLE = new RegExp(String.raw`(?<![\w.$])t\(\s*${STRING}`, "g");
const PLURAL = new RegExp(String.raw`(?<![\w.$])nt\(\s*${STRING}\s*,\s*${STRING}`, "g");

const value = (literal) => JSON.parse(`"${literal}"`);

/** Return the texts of `source`: `[text]` for each `t("…")`, `[one, many]` for each `nt("…", "…")`. */
export function textsOf(source) {
  const singles = [...source.matchAll(SINGLE)].map((match) => [value(match[1])]);
  const plurals = [...source.matchAll(PLURAL)].map((m) => [value(m[1]), value(m[2])]);
  return [...singles, ...plurals];
}
