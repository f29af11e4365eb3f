import assert from "node:assert/strict";
import { test } from "node:test";
import { scratchRun } from "../../scratch/editor/script.js";

const SRC = "/static/scratch/gui/scratch-gui-1.js";

// A browser in which the page's script has been read: `ran` tells with which word each run found.
function browser({ storage = new Map(), chrome = true, fails = false } = {}) {
  const ran = [];
  let ready;
  const world = {
    ...(chrome ? { chrome: {} } : {}),
    localStorage: {
      getItem: (key) => storage.get(key) ?? null,
      setItem: (key, value) => storage.set(key, value),
    },
    document: {
      addEventListener: (_, listener) => {
        ready = listener;
      },
      createElement: () => {
        const heard = {};
        return {
          heard,
          addEventListener: (name, listener) => Object.assign(heard, { [name]: listener }),
        };
      },
      head: {
        append: (script) => {
          ran.push([script.src, world.crowdboxRun]);
          script.heard[fails ? "error" : "load"](new Error("away"));
        },
      },
    },
  };
  const visit = async () => {
    const run = scratchRun(SRC, world);
    ran.push(["page", world.crowdboxRun]);
    ready();
    await run;
    return ran;
  };
  return { visit, storage, world };
}

test("a first visit runs the script twice, at first with nothing to do", async () => {
  assert.deepEqual(await browser().visit(), [
    ["page", false],
    [SRC, true],
  ]);
});

test("a later visit runs it once", async () => {
  const { visit, storage } = browser();
  await visit();
  assert.deepEqual(await browser({ storage }).visit(), [["page", true]]);
});

test("a box with another script is a first visit again", async () => {
  const storage = new Map([["crowdbox-compiled", "/static/scratch/gui/scratch-gui-0.js"]]);
  assert.equal((await browser({ storage }).visit()).length, 2);
});

test("browsers that do not keep it compiled at a second run have only one", async () => {
  assert.deepEqual(await browser({ chrome: false }).visit(), [["page", true]]);
});

test("a browser that lets nothing be stored runs it once, each time", async () => {
  const { visit, world } = browser();
  Object.defineProperty(world, "localStorage", {
    get() {
      throw new Error("SecurityError");
    },
  });
  assert.deepEqual(await visit(), [["page", true]]);
});

test("a second run that does not come is an error, and tried again with the next visit", async () => {
  const { visit, storage } = browser({ fails: true });
  await assert.rejects(visit(), /away/);
  assert.equal((await browser({ storage }).visit()).length, 2);
});
