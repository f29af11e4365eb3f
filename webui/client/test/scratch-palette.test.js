import assert from "node:assert/strict";
import { test } from "node:test";
import { Palette } from "../../scratch/extension/palette.js";

function made(busy = () => false) {
  const drawn = [];
  const blocks = { away: false };
  const vm = {
    extensionManager: { refreshBlocks: async () => drawn.push(blocks.away ? "away" : "there") },
    refreshWorkspace: () => drawn.push("scripts"),
  };
  return { drawn, palette: new Palette(vm, blocks, busy) };
}

test("the palette is empty for a moment, so that the editor forgets the old words", async () => {
  const { drawn, palette } = made();
  await palette.changed();
  assert.deepEqual(drawn, ["away", "there", "scripts"]);
});

test("changes that come while it is drawn are drawn together afterwards", async () => {
  const { drawn, palette } = made();
  palette.changed();
  palette.changed();
  await palette.changed();
  assert.equal(drawn.filter((what) => what === "scripts").length, 2);
});

test("scripts wait for a child who holds a block", async () => {
  let held = 2;
  const { drawn, palette } = made(() => {
    held -= 1;
    return held >= 0;
  });
  await palette.changed();
  assert.deepEqual([held, drawn.at(-1)], [-1, "scripts"]);
});

test("an editor that is closed draws no scripts any more", async () => {
  const { drawn, palette } = made();
  const drawing = palette.changed();
  palette.close();
  await drawing;
  assert.ok(!drawn.includes("scripts"));
});
