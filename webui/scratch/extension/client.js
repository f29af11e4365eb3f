// The box, as the blocks see it: the calls of the Scratch door, with the token of this editor.

import { live } from "../../client/lib/live.js";
import { Refusal } from "./refusals.js";

const SECONDS = 20; // until a call that gets no reply counts as failed

async function refusalOf(response) {
  const body = await response.json().catch(() => ({}));
  const after = Number(response.headers.get("Retry-After") ?? 0) * 1000 || 0;
  return new Refusal({ code: "server_error", ...body.error, status: response.status, after });
}

function init(method, body, token) {
  const headers = { Authorization: `Bearer ${token}` };
  // No cookie is sent or kept: what the editor may do is what its token may do.
  const asked = { method, headers, credentials: "omit", cache: "no-store" };
  if (globalThis.AbortSignal?.timeout) asked.signal = AbortSignal.timeout(SECONDS * 1000);
  if (body === undefined) return asked;
  headers["Content-Type"] = "application/json";
  return { ...asked, body: JSON.stringify(body) };
}

/**
 * Return the calls of the box for one editor; each gives the JSON of the reply or rejects with a
 * Refusal. `base` is where the API of the Scratch door is.
 */
export function createClient({ token, base = "/api/v1/scratch", fetch = globalThis.fetch }) {
  async function call(method, path, body) {
    let response;
    try {
      response = await fetch(`${base}${path}`, init(method, body, token));
    } catch {
      throw new Refusal({ code: "offline" });
    }
    if (!response.ok) throw await refusalOf(response);
    return response.json();
  }
  return {
    /** The project, who looks at it and what they may do. */
    about: () => call("GET", "/about"),
    /** What the model says of up to 16 items: `{model, answers}`. */
    predict: (items, why) => call("POST", "/predictions", why ? { items, why } : { items }),
    /** Add an example `{id, label, data}`; sending it twice stores it once. */
    add: (example) => call("POST", "/examples", example),
    /** Start a training: `{job}`. */
    train: () => call("POST", "/train", {}),
    /** Hear of what changes in `project`: lib/live.js with this token. */
    listen: (project, on) => live({ project, on, auth: { token } }),
  };
}
