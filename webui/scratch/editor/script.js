// Scratch's own script, which comes behind ours in the page.
//
// Browsers of Chrome's family keep a script compiled when they run it for the second time, and take
// as long for that as it saves from then on. A first visit runs it twice, once with nothing to do,
// so that already the second visit finds it compiled.

const KEY = "crowdbox-compiled";

// Whether this browser has not run the script at `src` before: a box that is updated has another
// one. Where nothing may be stored it would be new every time, and counts as known.
function isNew(src, world) {
  try {
    const known = world.localStorage.getItem(KEY) === src;
    if (!known) world.localStorage.setItem(KEY, "");
    return !known;
  } catch {
    return false;
  }
}

/**
 * Resolve when `GUI`, the editor, is there; to be called before the page's script at `src` runs.
 * Rejects where the second run does not come.
 */
export function scratchRun(src, world) {
  const { document } = world;
  const twice = "chrome" in world && isNew(src, world);
  world.crowdboxRun = !twice; // the build put the whole script behind this
  return new Promise((done, fail) => {
    document.addEventListener("DOMContentLoaded", begin, { once: true });
    function begin() {
      if (!twice) return done();
      world.crowdboxRun = true;
      const again = document.createElement("script");
      again.addEventListener("load", () => {
        done();
        world.localStorage.setItem(KEY, src);
      });
      again.addEventListener("error", fail);
      again.src = src;
      document.head.append(again);
    }
  });
}
