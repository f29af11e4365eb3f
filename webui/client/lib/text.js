// The words of a script, in the page's language. English is the key: where a text has no
// translation on the page, it is said in English.
//
// Pages carry `<script type="application/json" class="texts">` with
// {"texts": {text: translation or [forms]}, "plurals": {CLDR category: form}} for their scripts.

const texts = new Map();
let plurals = { one: 0 };
const language = globalThis.document?.documentElement.lang || "en";
const rules = new Intl.PluralRules(language);

/** Learn the texts of one block; the page's own blocks are read when this module loads. */
export function learn(block) {
  for (const [text, translation] of Object.entries(block.texts)) texts.set(text, translation);
  plurals = block.plurals ?? plurals;
}

// A name that is written from right to left must not turn the words around it: it is isolated.
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

function isolated(value) {
  return RIGHT_TO_LEFT.test(value) ? `\u2068${value}\u2069` : value;
}

function fill(text, values) {
  return text.replace(/%\((\w+)\)s|%%/g, (match, name) =>
    match === "%%" ? "%" : isolated(String(values[name] ?? "")),
  );
}

/** Say `text`, a literal, with `%(name)s` replaced from `values`. */
export function t(text, values = {}) {
  return fill(texts.get(text) ?? text, values);
}

/** Say `one` or `many`, both literals, as the language needs for `n`; `%(n)s` is the number. */
export function nt(one, many, n, values = {}) {
  const forms = texts.get(one);
  if (!Array.isArray(forms)) return fill(n === 1 ? one : many, { n: number(n), ...values });
  const form = plurals[rules.select(n)] ?? forms.length - 1;
  return fill(forms[form], { n: number(n), ...values });
}

/** Write a number as people of this language do: 9,999 or 9 999; `options` are Intl's. */
export function number(n, options = undefined) {
  return new Intl.NumberFormat(language, options).format(n);
}

/** Say when something was, in seconds since 1970: the time if it was today, else with its day. */
export function when(seconds, now = new Date()) {
  const then = new Date(seconds * 1000);
  const today = then.toDateString() === now.toDateString();
  const year = then.getFullYear() === now.getFullYear() ? {} : { year: "numeric" };
  const day = today ? {} : { day: "numeric", month: "short", ...year };
  const time = { hour: "numeric", minute: "2-digit" };
  return new Intl.DateTimeFormat(language, { ...day, ...time }).format(then);
}

for (const block of globalThis.document?.querySelectorAll("script.texts") ?? []) {
  learn(JSON.parse(block.textContent));
}
