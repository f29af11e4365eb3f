// The claim page: show or hide the password.

import { one, say } from "./lib/dom.js";
import { t } from "./lib/text.js";

const button = one("#reveal");
const input = one("#password");

button.hidden = false;
button.addEventListener("click", () => {
  const shown = input.type === "password";
  input.type = shown ? "text" : "password";
  button.setAttribute("aria-pressed", String(shown));
  say(one("span", button), shown ? t("Hide") : t("Show"));
});
