// Asking why costs the box more than asking what: for pictures and sounds it is asked for when
// somebody wants to know.

import { api } from "./api.js";
import { fill, icon, make } from "./dom.js";
import { t } from "./text.js";
import { whyView } from "./why.js";

/**
 * Return a "Why?" button that asks the model about `{data, file, preview}` once more and puts the
 * reason in its own place.
 */
export function whyButton(project, { data, file = "", preview = "" }) {
  const place = make("div", { role: "status" });
  const button = make("button", { type: "button", class: "button" }, icon("idea"), t("Why?"));
  button.addEventListener("click", async () => {
    button.disabled = true;
    fill(place, make("p", { class: "soft" }, t("The box is looking closely …")));
    try {
      const body = { data, why: true };
      const { why } = await api("POST", `/projects/${project.id}/predict`, body, { seconds: 90 });
      fill(place, whyView(project, why, { data, file, preview }));
      button.remove();
    } catch (problem) {
      button.disabled = false;
      fill(place, make("p", { class: "field-error" }, icon("care"), problem.message));
    }
  });
  return make("div", { class: "stack stack-small" }, make("div", {}, button), place);
}
