// What the browser keeps between visits. Where it may not (a private window, a full disk), things
// are kept for as long as the page is open.

const open = new Map();

function local() {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}

/** Return the kept value, or null. */
export function recall(key) {
  return open.get(key) ?? local()?.getItem(key) ?? null;
}

/** Keep a string; returns whether it outlives the page. */
export function keep(key, value) {
  try {
    local().setItem(key, value);
    open.delete(key);
    return true;
  } catch {
    open.set(key, value);
    return false;
  }
}

/** Hold a string for as long as the page is open, and no longer. */
export function hold(key, value) {
  open.set(key, value);
}

/** Whether what is kept under `key` outlives the page. */
export const lasts = (key) => !open.has(key);

/** Forget what is kept under `key`. */
export function forget(key) {
  open.delete(key);
  local()?.removeItem(key);
}

/** Return all keys that start with `prefix`. */
export function keysOf(prefix) {
  const storage = local();
  const kept = storage ? Array.from({ length: storage.length }, (_, n) => storage.key(n)) : [];
  return [...new Set([...kept, ...open.keys()])].filter((key) => key.startsWith(prefix));
}
