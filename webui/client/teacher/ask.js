// Asking the box as the teacher: a lost session leads to the login page, a refusal to a notice.

import { api, offline, Problem } from "../lib/api.js";
import { bad, clear } from "./notice.js";

/** Lead to the login page and, after it, back to here. */
export function toLogin() {
  const here = `${location.pathname}${location.search}`;
  location.assign(`/teacher/login?next=${encodeURIComponent(here)}`);
}

/** Ask the API like `api`; a lost session goes to the login page. Rejects with a Problem. */
export async function ask(method, path, body) {
  try {
    return await api(method, path, body);
  } catch (problem) {
    if (problem.status === 401) toLogin();
    throw problem;
  }
}

/**
 * Do `work` for the teacher: `button` is busy meanwhile, a refusal is said in a notice after
 * `undo` has put back what the page already showed. Resolves to what `work` gave, or undefined.
 */
export async function attempt(work, { button, undo } = {}) {
  clear();
  button?.setAttribute("aria-busy", "true");
  try {
    return (await work()) ?? true;
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    undo?.();
    bad(problem);
    return undefined;
  } finally {
    button?.removeAttribute("aria-busy");
  }
}

/** Fetch a file that the box makes, and hand it to the browser's downloads as `name`. */
export async function download(path, name) {
  const response = await fetch(`/api/v1${path}`, { cache: "no-store" }).catch(() => {
    throw offline();
  });
  if (response.status === 401) toLogin();
  if (!response.ok) {
    const { error = {} } = await response.json().catch(() => ({}));
    throw new Problem({ ...error, status: response.status });
  }
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
