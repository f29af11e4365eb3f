// Pairing a screen: a computer at the projector opens /projector and shows four digits.

import { make } from "../lib/dom.js";
import { t } from "../lib/text.js";
import { ask, attempt } from "./ask.js";
import { open } from "./dialog.js";
import { good } from "./notice.js";

function field() {
  const input = make("input", {
    class: "input input-code",
    id: "pair-code",
    inputmode: "numeric",
    autocomplete: "off",
    pattern: "[0-9]*",
    maxlength: "4",
    autofocus: true,
  });
  const label = make("label", { for: "pair-code" }, t("The four digits on that screen"));
  return { input, field: make("div", { class: "field" }, label, input) };
}

// "Not here" is true of any wrong digits; on this page it can be said better.
function explain(problem) {
  if (problem.code === "not_found") {
    problem.message = t("No screen shows these digits now. Look at the projector once more.");
  }
  throw problem;
}

/** Ask for the four digits on a screen, and let that screen be the projector. */
export async function pairScreen() {
  const { input, field: box } = field();
  const where = `${location.origin}/projector`;
  const code = await open({
    title: t("Pair a screen"),
    content: [
      make("p", {}, t("On the computer at the projector, open this address:")),
      make("p", { class: "large" }, make("bdi", { dir: "ltr" }, make("strong", {}, where))),
      box,
    ],
    action: t("Pair"),
    answer: () => (/^\d{4}$/.test(input.value.trim()) ? input.value.trim() : void input.focus()),
  });
  if (!code) return;
  const work = () => ask("POST", "/projector/pair", { code }).catch(explain);
  if (await attempt(work)) good(t("That screen is the projector now."));
}
