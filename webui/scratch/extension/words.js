// What the blocks and the editor's bar say, in the language that the editor speaks at the moment.

function translation(catalogue, locale, text) {
  const language = locale.toLowerCase();
  const [short] = language.split("-");
  return catalogue[language]?.[text] ?? catalogue[short]?.[text] ?? text;
}

function fill(text, values) {
  return text.replace(/%\((\w+)\)s|%%/g, (match, name) =>
    match === "%%" ? "%" : String(values[name] ?? ""),
  );
}

/**
 * Return `t(text, values)` for a catalogue `{locale: {text: translation}}` and a function that
 * gives the locale; it is asked each time, and English is said where there is no translation.
 */
export function translator(catalogue, locale) {
  return (text, values = {}) => fill(translation(catalogue, locale(), text), values);
}

/** Return the catalogue that the page carries in `<script id="scratch-texts">`. */
export function catalogueOf(page) {
  return JSON.parse(page.getElementById("scratch-texts")?.textContent || "{}");
}
