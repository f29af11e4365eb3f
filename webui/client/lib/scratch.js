// The way from the box's pages to the Scratch editor, which has an address and a token of its own.

import { api } from "./api.js";
import { t } from "./text.js";

/**
 * Return where the editor opens what is wanted: `url` ends with the token, and the editor reads what
 * stands after it. `play` lets a program run without the editor around it.
 */
export function address(url, { program = "", starter = "", play = false } = {}) {
  if (program) return `${url}/${play ? "play" : "program"}/${program}`;
  return starter ? `${url}/starter/${starter}` : url;
}

/** Ask for a token and return where the editor opens `wanted`; `watch` is for others' programs. */
export async function editor(project, { watch = false, ...wanted } = {}, ask = api) {
  const body = {
    ...(wanted.program ? { program: wanted.program } : {}),
    ...(watch ? { watch } : {}),
  };
  const { url } = await ask("POST", `/projects/${project}/scratch`, body);
  return address(url, wanted);
}

// A tab has to be opened in the press itself, or an iPad blocks it; where it goes is known later.
// Programs of children run there: it must not reach back to this page (and `noopener` would give
// no tab to send on).
function blankTab() {
  const tab = window.open("", "_blank");
  if (!tab) return null;
  tab.opener = null;
  tab.document.title = t("Scratch opens …");
  return tab;
}

/**
 * Open the editor in a tab of its own; call it from a press. Resolves to "" once it is on its way,
 * or to the address where the browser opened no tab: show it as a link. Rejects with a Problem.
 */
export async function openEditor(project, wanted = {}, { ask = api, open = blankTab } = {}) {
  const tab = open();
  try {
    const place = await editor(project, wanted, ask);
    if (!tab) return place;
    tab.location.replace(place);
    return "";
  } catch (problem) {
    tab?.close();
    throw problem;
  }
}
