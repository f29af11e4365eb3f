// Keys: how Python, App Inventor and other programs use the model.

import { fill, make, one } from "../lib/dom.js";
import { t } from "../lib/text.js";
import { ask, attempt } from "./ask.js";
import { confirm } from "./dialog.js";
import { good } from "./notice.js";

// The clipboard's own API needs HTTPS, which a box in a classroom does not have.
function copy(field) {
  field.select();
  document.execCommand("copy");
  good(t("Copied."));
}

function copyField(name, value) {
  const field = make("input", {
    class: "input mono",
    readonly: true,
    value,
    "aria-label": name,
    dir: "ltr",
  });
  const button = make(
    "button",
    { type: "button", class: "button", onclick: () => copy(field) },
    t("Copy"),
  );
  button.setAttribute("aria-label", t("Copy: %(name)s", { name }));
  return make(
    "div",
    { class: "copy" },
    make("span", { class: "field-label" }, name),
    field,
    button,
  );
}

/** The address under which a program reaches the project of a key. */
export const address = (key) => `${location.origin}/api/scratch/${key}`;

/** A few lines of Python that ask the model. */
export function python(key) {
  return [
    "import requests",
    "",
    `url = "${address(key)}/classify"`,
    'reply = requests.post(url, json={"data": "a text to sort"})',
    'print(reply.json()[0]["class_name"])',
  ].join("\n");
}

class Keys {
  constructor(path, names) {
    Object.assign(this, { path, names });
    this.list = one("#keys");
    one("#key-create").addEventListener("click", (event) => this.create(event.currentTarget));
  }

  async load() {
    const reply = await attempt(() => ask("GET", `${this.path}/keys`));
    if (reply) this.draw(reply.keys);
  }

  draw(keys) {
    fill(this.list, ...keys.map((key) => this.row(key)));
    one("#key-create").hidden = keys.some((key) => key.contributor === "teacher");
  }

  row({ key, contributor }) {
    const who = contributor === "teacher" ? t("Your key") : this.names(contributor);
    const end = (event) => this.withdraw(key, event.currentTarget);
    const withdraw = make(
      "button",
      { type: "button", class: "button button-danger", onclick: end },
      t("Withdraw"),
    );
    withdraw.setAttribute("aria-label", t("Withdraw: %(name)s", { name: who }));
    const head = make("div", { class: "row row-apart" }, make("h3", {}, who), withdraw);
    if (contributor !== "teacher") return make("li", { class: "key" }, head);
    const code = make("pre", { class: "snippet", tabindex: "0", dir: "ltr" }, python(key));
    code.setAttribute("aria-label", t("The same in Python"));
    const fields = [copyField(t("Address"), address(key)), copyField(t("Key"), key)];
    return make(
      "li",
      { class: "key stack" },
      head,
      ...fields,
      make("p", { class: "field-label" }, t("The same in Python")),
      code,
    );
  }

  async create(button) {
    if (await attempt(() => ask("POST", `${this.path}/keys`), { button })) await this.load();
    this.list.querySelector("input")?.focus();
  }

  async withdraw(key, button) {
    const title = t("Withdraw this key?");
    const text = t("Programs that use it stop working at once.");
    if (!(await confirm({ title, text, action: t("Withdraw"), danger: true }))) return;
    if (await attempt(() => ask("DELETE", `${this.path}/keys/${key}`), { button }))
      await this.load();
    one("#keys-box summary").focus();
  }
}

/** Load the keys when their box is opened first; `names(id)` gives a contributor's name. */
export function mountKeys({ path, names }) {
  const keys = new Keys(path, names);
  const box = one("#keys-box");
  box.addEventListener("toggle", () => box.open && keys.load());
}
