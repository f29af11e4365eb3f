// Scratch's own script, which comes behind ours in the page.
//
// Browsers of Chrome's family keep a script compiled when they run it for the second time, and take
// as long for that as it saves from then on. A first visit runs it twice, once with nothing to do,
// so that already the second visit finds it compiled.

const KEY = "crowdbox-compiled";

// Which script this browser has compiled: a box that is updated has another one.
const memory = (storage) => ({
  get() {
    try {
      return storage.getItem(KEY);
    } catch {
      return null;
    }
  },
  set(value) {
    try {
      storage.setItem(KEY, value);
    } catch {
      // A browser that keeps nothing keeps no script either.
    }
  },
});

/**
 * Resolve when `GUI`, the editor, is there; to be called before the page's script at `src` runs.
 * Rejects where the second run does not come.
 */
export function scratchRun(src, world) {
  const { document } = world;
  const compiled = memory(world.localStorage);
  const twice = "chrome" in world && compiled.get() !== src;
  world.crowdboxRun = !twice; // the build put the whole script behind this
  return new Promise((done, fail) => {
    document.addEventListener("DOMContentLoaded", begin, { once: true });
    function begin() {
      if (!twice) return done();
      world.crowdboxRun = true;
      const again = document.createElement("script");
      again.addEventListener("load", () => {
        compiled.set(src);
        done();
      });
      again.addEventListener("error", fail);
      again.src = src;
      document.head.append(again);
    }
  });
}
