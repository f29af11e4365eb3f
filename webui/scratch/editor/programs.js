// "My programs": all that one has on the box, with versions, and programs to begin with.

import { dialog } from "./dialogs.js";
import { el } from "./dom.js";

const when = (seconds, locale) =>
  new Intl.DateTimeFormat(locale, { dateStyle: "short", timeStyle: "short" }).format(
    new Date(seconds * 1000),
  );

function thumbnail(shelf, { id, thumbnail: has }) {
  const image = el("img", { alt: "", width: "96", height: "72" });
  if (!has) return image;
  shelf.thumbnail(id).then(
    (blob) => {
      image.addEventListener("load", () => URL.revokeObjectURL(image.src));
      image.src = URL.createObjectURL(blob);
    },
    () => {},
  );
  return image;
}

function versions({ t, locale, pick }, program) {
  const earlier = program.versions.slice(0, -1).reverse();
  if (earlier.length === 0) return null;
  const items = earlier.map(({ number, kind, saved }) => {
    const time = when(saved, locale);
    const text = kind === "auto" ? t("%(time)s, saved by itself", { time }) : time;
    const open = () => pick({ kind: "program", id: program.id, version: number });
    return el("li", {}, el("button", { type: "button", class: "cb-link", click: open }, text));
  });
  return el("details", {}, el("summary", {}, t("Earlier versions")), el("ul", {}, ...items));
}

function row(page, program) {
  const { t, shelf, locale, pick, drop } = page;
  const label = t("Open “%(name)s”", { name: program.name });
  const open = () => pick({ kind: "program", id: program.id, version: 0 });
  const made = el(
    "li",
    { class: "cb-program" },
    thumbnail(shelf, program),
    el(
      "div",
      {},
      el("strong", {}, el("bdi", {}, program.name)),
      el("p", {}, when(program.updated, locale)),
      versions(page, program),
    ),
    el("button", { type: "button", class: "cb-main", "aria-label": label, click: open }, t("Open")),
    program.mine
      ? el(
          "button",
          {
            type: "button",
            "aria-label": t("Delete “%(name)s”", { name: program.name }),
            click: () => drop(program, made),
          },
          t("Delete"),
        )
      : null,
  );
  return made;
}

function starterRow({ t, pick }, { id, title, what }) {
  const open = () => pick({ kind: "starter", id, name: title });
  const label = t("Open “%(name)s”", { name: title });
  return el(
    "li",
    { class: "cb-program" },
    el("div", {}, el("strong", {}, title), el("p", {}, what)),
    el("button", { type: "button", "aria-label": label, click: open }, t("Open")),
  );
}

function list(items, otherwise) {
  return items.length > 0 ? el("ul", { class: "cb-programs" }, ...items) : el("p", {}, otherwise);
}

/** Let the student choose; resolves to `{kind, id, version?, name?}`, or null. */
export async function choose({ t, shelf, locale }) {
  const [mine, starters] = await Promise.all([shelf.list(), shelf.starters(locale)]);
  let chosen = null;
  const close = () => document.querySelector("dialog.cb-dialog[open]")?.close();
  const page = {
    t,
    shelf,
    locale,
    pick(what) {
      chosen = what;
      close();
    },
    // Twice, because nothing brings it back: the first press only asks.
    async drop(program, element) {
      const button = element.querySelector("button:last-child");
      if (button.dataset.sure === undefined) {
        button.dataset.sure = "";
        button.textContent = t("Really delete?");
        return;
      }
      await shelf.remove(program.id).then(
        () => element.remove(),
        () => {
          button.textContent = t("That did not work");
        },
      );
    },
  };
  await dialog(
    t("My programs"),
    [
      list(
        mine.map((program) => row(page, program)),
        t("You have not saved a program here yet."),
      ),
      el("h3", {}, t("Programs to begin with")),
      list(
        starters.map((starter) => starterRow(page, starter)),
        t("There are none."),
      ),
    ],
    [{ value: "", text: t("Close") }],
  );
  return chosen;
}
