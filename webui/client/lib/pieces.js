// Which places of a text the words are at that spoke for its label.

/**
 * Cut `text` into `{text, weight}` pieces that make it up again; `weights` maps words, or runs of
 * words, in lower case to their weight. What is none of them has the weight 0.
 */
export function pieces(text, weights) {
  const words = [...weights.keys()]
    .filter((word) => word.trim())
    .sort((a, b) => b.length - a.length);
  if (words.length === 0) return [{ text, weight: 0 }];
  const escaped = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const pattern = new RegExp(`(${escaped.join("|")})(?![\\p{L}\\p{N}])`, "giu");
  const found = [];
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    // A look-behind would be shorter, but older Safari has none.
    if (/[\p{L}\p{N}]$/u.test(text.slice(end, match.index))) continue;
    if (match.index > end) found.push({ text: text.slice(end, match.index), weight: 0 });
    found.push({ text: match[0], weight: weights.get(match[0].toLowerCase()) ?? 0 });
    end = match.index + match[0].length;
  }
  if (end < text.length) found.push({ text: text.slice(end), weight: 0 });
  return found;
}
