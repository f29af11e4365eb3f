// The class's name and the language of the pages.

import { one, onSubmit } from "../lib/dom.js";
import { ask, attempt } from "./ask.js";

/** Bring the form to life; the page comes again in the new language. */
export function mountClass(room) {
  const form = one("#class-form");
  onSubmit(form, async (data) => {
    const wanted = { class_name: data.get("class_name").trim(), language: data.get("language") };
    if (wanted.class_name === room.class_name && wanted.language === room.language) return;
    const button = one("button", form);
    if (await attempt(() => ask("PATCH", "/class", wanted), { button })) location.reload();
  });
}
