// What a page knows, in one place; every part of the page draws itself again when it changes.

/**
 * Keep `state` and tell who listens: `set({part})` replaces parts, `on(listener)` is called at
 * once and then with `(state, changed)` after each change, where `changed` has the new parts.
 */
export function store(state) {
  let now = state;
  const listeners = [];
  return {
    get state() {
      return now;
    },
    set(changed) {
      now = { ...now, ...changed };
      for (const listener of listeners) listener(now, changed);
    },
    on(listener) {
      listeners.push(listener);
      listener(now, now);
    },
  };
}
