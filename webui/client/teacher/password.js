// Another password for the teacher.

import { one, onSubmit, say } from "../lib/dom.js";
import { t } from "../lib/text.js";
import { ask, attempt } from "./ask.js";
import { good } from "./notice.js";

/** Bring the form to life; the new password is typed twice, since nobody sees it. */
export function mountPassword() {
  const form = one("#password-form");
  const wrong = one("#password-wrong");
  const again = one("[name=again]", form);
  onSubmit(form, async (data) => {
    const same = data.get("new") === data.get("again");
    say(wrong, same ? "" : t("The two new passwords are not the same."));
    wrong.hidden = same;
    again.setAttribute("aria-invalid", String(!same));
    if (!same) return again.focus();
    const body = { old: data.get("old"), new: data.get("new") };
    if (!(await attempt(() => ask("POST", "/password", body), { button: one("button", form) })))
      return undefined;
    form.reset();
    return good(t("The password is changed. Other devices are signed out."));
  });
}
