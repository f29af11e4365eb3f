import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { remember, wanted, wantedOf } from "../../scratch/editor/address.js";
import { Program } from "../../scratch/editor/saving.js";

function place(hash) {
  const memory = new Map();
  const changed = [];
  return {
    changed,
    location: { hash, pathname: "/scratch/", search: "" },
    history: { replaceState: (...given) => changed.push(given[2]) },
    sessionStorage: {
      getItem: (key) => memory.get(key) ?? null,
      setItem: (key, value) => memory.set(key, value),
    },
  };
}

test("the address tells the token and what to open", () => {
  assert.deepEqual(wantedOf("#tok/program/p1"), { token: "tok", kind: "program", id: "p1" });
  assert.deepEqual(wantedOf("#tok/evil/p1"), { token: "tok", kind: "", id: "" });
  assert.deepEqual(wantedOf(""), { token: "", kind: "", id: "" });
});

test("the token leaves the address and is known after a reload", () => {
  const here = place("#tok/starter/hat");
  assert.equal(wanted(here).token, "tok");
  assert.deepEqual(here.changed, ["/scratch/"]);
  here.location.hash = "";
  assert.deepEqual(wanted(here), { token: "tok", kind: "starter", id: "hat" });
});

test("after a save, a reload opens what was saved", () => {
  const here = place("#tok");
  remember(wanted(here), "p7", here);
  here.location.hash = "";
  assert.deepEqual(wanted(here), { token: "tok", kind: "program", id: "p7" });
});

function program(
  save = async (_, { id, name }) => ({ id: id || "p1", name, updated: 10 }),
  picture = async () => {},
) {
  const saves = [];
  const shelf = {
    save: (blob, what) => {
      saves.push(what);
      return save(blob, what);
    },
    rename: async () => {},
    picture,
  };
  const made = new Program({
    shelf,
    write: async () => "sb3",
    picture: async () => "jpeg",
    fallback: () => "My program",
  });
  return { made, saves };
}

test("the first save makes a program, the next one a version of it", async () => {
  const { made, saves } = program();
  await made.save();
  made.changed();
  await made.save();
  assert.deepEqual(saves, [
    { id: "", name: "My program", kind: "saved" },
    { id: "p1", name: "My program", kind: "saved" },
  ]);
  assert.equal(made.dirty, false);
});

test("what changes is saved by itself after a minute", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const { made, saves } = program();
  made.changed();
  mock.timers.tick(59_000);
  assert.equal(saves.length, 0);
  mock.timers.tick(1_000);
  await made.running;
  assert.deepEqual(saves[0].kind, "auto");
  mock.timers.reset();
});

test("a save that fails says so, and what was changed stays unsaved", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const { made } = program(() =>
    Promise.reject(Object.assign(new Error("x"), { code: "offline" })),
  );
  made.changed();
  assert.equal(await made.save(), false);
  assert.equal(made.state, "failed");
  assert.equal(made.refusal.code, "offline");
  assert.equal(made.dirty, true);
  mock.timers.reset();
});

test("what changes while it is saved is not taken for saved", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const { made } = program(async () => {
    made.changed();
    return { id: "p1", updated: 10 };
  });
  made.changed();
  await made.save();
  assert.equal(made.dirty, true);
  mock.timers.reset();
});

test("pressed twice at once it is saved once", async () => {
  const { made, saves } = program();
  made.changed();
  assert.deepEqual(await Promise.all([made.save(), made.save()]), [true, true]);
  assert.equal(saves.length, 1);
});

test("what is changed and saved while the picture is on its way is saved as well", async () => {
  let sent;
  const pictures = [new Promise((done) => (sent = done))];
  const { made, saves } = program(undefined, () => pictures.pop() ?? Promise.resolve());
  made.changed();
  const first = made.save();
  while (pictures.length > 0) await new Promise(setImmediate);
  made.changed();
  const second = made.save();
  sent();
  assert.deepEqual(await Promise.all([first, second]), [true, true]);
  assert.deepEqual([saves.length, made.dirty], [2, false]);
});

test("somebody else's program is never saved", async () => {
  const { made, saves } = program();
  made.mayExist = false;
  made.changed();
  assert.equal(await made.save(), false);
  assert.deepEqual(saves, []);
});
