// The programs on the box: listed, opened, saved, as the Scratch door of the API has them.

import { Refusal } from "../extension/refusals.js";

const BASE = "/api/v1/scratch";
const SB3 = "application/x.scratch.sb3";

async function refusalOf(response) {
  const body = await response.json().catch(() => ({}));
  return new Refusal({ code: "server_error", ...body.error, status: response.status });
}

/** Return the calls about programs for the token of this editor; each may reject with a Refusal. */
export function createShelf({ token, fetch = globalThis.fetch }) {
  async function call(method, path, { body, type, as = "json" } = {}) {
    const headers = { Authorization: `Bearer ${token}`, ...(type ? { "Content-Type": type } : {}) };
    let response;
    try {
      response = await fetch(BASE + path, { method, headers, body, credentials: "omit" });
    } catch {
      throw new Refusal({ code: "offline" });
    }
    if (!response.ok) throw await refusalOf(response);
    return response.status === 204 ? null : response[as]();
  }
  const query = (values) => new URLSearchParams(values).toString();
  return {
    /** One's own programs, or the one to watch. */
    list: async () => (await call("GET", "/programs")).programs,
    /** The bytes of a program; `version` 0 is the last. */
    open: (id, version = 0) =>
      call("GET", `/programs/${id}/file?version=${version}`, { as: "arrayBuffer" }),
    /** Save a blob as the next version of `id`, or as a new program; resolves to the program. */
    save: (blob, { id, name, kind }) =>
      call("POST", `/programs?${query(id ? { id, name, kind } : { name, kind })}`, {
        body: blob,
        type: SB3,
      }),
    rename: (id, name) =>
      call("PATCH", `/programs/${id}`, {
        body: JSON.stringify({ name }),
        type: "application/json",
      }),
    remove: (id) => call("DELETE", `/programs/${id}`),
    thumbnail: (id) => call("GET", `/programs/${id}/thumbnail`, { as: "blob" }),
    picture: (id, blob) =>
      call("PUT", `/programs/${id}/thumbnail`, { body: blob, type: blob.type }),
    starters: async (language) => (await call("GET", `/starters?${query({ language })}`)).starters,
    starter: (id, language) =>
      call("GET", `/starters/${id}/file?${query({ language })}`, { as: "arrayBuffer" }),
  };
}
