// Pictures and sounds that are not yet safe on the box. They are too large for localStorage, so
// they lie in the browser's database; where it has none (a private window), in memory for as long
// as the page is open.

const DATABASE = "crowdbox";
const STORE = "parcels";
const held = new Map();
let opening = null;

function answered(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function database() {
  opening ??= (async () => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    return answered(request);
  })();
  return opening;
}

// Resolves when the change is on the device's disk, as far as a browser can know.
async function change(work) {
  const transaction = (await database()).transaction(STORE, "readwrite");
  const ended = new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onerror = () => reject(transaction.error);
    transaction.onabort = () => reject(transaction.error);
  });
  work(transaction.objectStore(STORE));
  return ended;
}

/** Keep a string under `key`; resolves to whether it outlives the page. */
export async function putAway(key, value) {
  held.set(key, value);
  try {
    await change((store) => store.put(value, key));
    return true;
  } catch {
    return false;
  }
}

/** Return what this page itself put away and still has at hand, or null. */
export const atHand = (key) => held.get(key) ?? null;

/** Resolve to what is kept under `key`, or null. */
export async function fetchBack(key) {
  if (held.has(key)) return held.get(key);
  try {
    const store = (await database()).transaction(STORE).objectStore(STORE);
    const value = (await answered(store.get(key))) ?? null;
    if (value !== null) held.set(key, value);
    return value;
  } catch {
    return null;
  }
}

/** Forget what is kept under `key`. */
export async function throwAway(key) {
  held.delete(key);
  try {
    await change((store) => store.delete(key));
  } catch {
    // It was in memory only.
  }
}
