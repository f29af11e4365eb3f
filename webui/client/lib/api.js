// The box's JSON API from its own pages.

import { t } from "./text.js";

/** What the box, or the way to it, refused. `code` is "offline" where the box was not reached. */
export class Problem extends Error {
  constructor({ code, message, field, status = 0 }) {
    super(message);
    this.code = code;
    this.field = field;
    this.status = status;
  }

  /** Whether sending the same again later may succeed. */
  get passing() {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/** The box could not be reached: Wi-Fi is away, or the box is off. */
export function offline() {
  return new Problem({
    code: "offline",
    message: t("The box cannot be reached. Check the Wi-Fi, then try again."),
  });
}

async function problemOf(response) {
  const body = await response.json().catch(() => ({}));
  const known = body.error ?? {
    code: "server_error",
    message: t("Something went wrong inside the box. What was saved is safe."),
  };
  return new Problem({ ...known, status: response.status });
}

function request(method, body, seconds) {
  const init = { method, credentials: "same-origin", cache: "no-store", headers: {} };
  // A shared tablet has one cookie for all its tabs: the box refuses a page whose student left.
  const student = globalThis.document?.body.dataset.student;
  if (student) init.headers["Crowdbox-Student"] = student;
  if (body instanceof Blob || body instanceof FormData) init.body = body;
  else if (body !== undefined) {
    init.body = JSON.stringify(body);
    init.headers["Content-Type"] = "application/json";
  }
  if (seconds && globalThis.AbortSignal?.timeout) init.signal = AbortSignal.timeout(seconds * 1000);
  return init;
}

/**
 * Ask the box: `api("POST", "/projects", {name})` gives the JSON of the reply, null if it is empty.
 * `body` may be a Blob or FormData, for uploads. Rejects with a Problem.
 */
export async function api(method, path, body, { seconds = 0 } = {}) {
  let response;
  try {
    response = await fetch(`/api/v1${path}`, request(method, body, seconds));
  } catch {
    throw offline();
  }
  if (!response.ok) throw await problemOf(response);
  const text = await response.text();
  return text ? JSON.parse(text) : null;
}
