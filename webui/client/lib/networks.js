// What the box understands examples with, in words: names of networks that came with the box.

import { t } from "./text.js";

const KNOWN = {
  "use-m3": () => t("a network that knows what sentences mean in 16 languages (USE-m3)"),
  minilm: () => t("a network that knows English sentences well (MiniLM)"),
  lite0: () => t("a network that has seen many photographs (EfficientNet-Lite0)"),
  speech: () => t("a network that has heard much speech (Google speech embedding)"),
  soundnet: () => t("a network that has heard many noises (SoundNet)"),
};
const ALONE = {
  text: () => t("It learns from the words and letters themselves."),
  numbers: () => t("It learns from the numbers themselves, with many small trees."),
};

const name = (version) => version.replace(/-\d+$/, "");

/** Say what a type of example is learned with, `{uses, missing}`; `missing` is "" if all is there. */
export function networks({ type, uses, missing }) {
  const parts = uses === "none" || !uses ? [] : uses.split("+").map(name);
  const words = parts.map((each) => (KNOWN[each] ?? (() => each))());
  const list = new Intl.ListFormat(globalThis.document?.documentElement.lang || "en").format(words);
  const alone = (ALONE[type] ?? (() => t("It has no network for these.")))();
  return {
    uses: words.length ? t("%(networks)s.", { networks: list }) : alone,
    missing: missing.length
      ? t(
          "Missing on this box: %(names)s. It works with what it has; whoever set it up can add them with “make weights”.",
          {
            names: missing.join(", "),
          },
        )
      : "",
  };
}
