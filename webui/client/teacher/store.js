// What a page knows, in one place; every part of the page draws itself again when it changes.

/**
 * Keep `state` and tell who listens: `set({part})` replaces parts, `on(listener)` is called at
 * once and then with `(state, changed)` after each change, where `changed` has the new parts.
 * `tidy(parts)` makes what comes from the box into what the page knows.
 */
export function store(state, tidy = (parts) => parts) {
  let now = tidy(state);
  const listeners = [];
  return {
    get state() {
      return now;
    },
    set(parts) {
      const changed = tidy(parts);
      now = { ...now, ...changed };
      for (const listener of listeners) listener(now, changed);
    },
    on(listener) {
      listeners.push(listener);
      listener(now, now);
    },
  };
}
