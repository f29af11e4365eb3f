// What the page that opened the editor wants of it: it stands behind the `#`, which no server sees.

const KEY = "crowdbox-scratch";
const KINDS = new Set(["program", "starter", "play"]);

/** Return `{token, kind, id}` of a fragment such as `#token/program/id`; kind and id may be "". */
export function wantedOf(fragment) {
  const [token = "", kind = "", id = ""] = fragment.replace(/^#/, "").split("/");
  const known = KINDS.has(kind) && id !== "";
  return { token, kind: known ? kind : "", id: known ? decodeURIComponent(id) : "" };
}

/**
 * Return what is wanted, from the address or, after a reload, from this tab's memory, and take it
 * out of the address: whoever copies that does not hand on the token.
 */
export function wanted({ location, history, sessionStorage }) {
  const asked = wantedOf(location.hash);
  const found = asked.token ? asked : JSON.parse(sessionStorage.getItem(KEY) ?? "{}");
  if (asked.token) sessionStorage.setItem(KEY, JSON.stringify(asked));
  history.replaceState(null, "", location.pathname + location.search);
  return { token: "", kind: "", id: "", ...found };
}

/** Remember that a reload should open the program `id`. */
export function remember({ token }, id, { sessionStorage }) {
  sessionStorage.setItem(KEY, JSON.stringify({ token, kind: "program", id }));
}
