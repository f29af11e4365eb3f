import assert from "node:assert/strict";
import test from "node:test";
import { Sheet } from "../lib/capture/draw.js";
import { fitted } from "../lib/media.js";

// A pen that notes what it was asked to draw.
function notingPen() {
  const notes = [];
  const note = (name) => () => notes.push([name, pen.strokeStyle, pen.lineWidth]);
  const pen = { fillRect: () => notes.splice(0), stroke: note("stroke") };
  for (const name of ["beginPath", "moveTo", "lineTo"]) pen[name] = () => {};
  return { pen, notes };
}

const thin = { width: 6, erase: false };

test("undo takes the last line away, and only that", () => {
  const { pen, notes } = notingPen();
  const sheet = new Sheet(pen);
  sheet.begin([1, 1], thin);
  sheet.to([5, 5]);
  sheet.begin([9, 9], { width: 30, erase: false });
  sheet.undo();
  assert.deepEqual(
    notes.map(([, , width]) => width),
    [6],
  );
});

test("the eraser is a line in the colour of the paper, so that undo takes it back too", () => {
  const { pen, notes } = notingPen();
  const sheet = new Sheet(pen);
  sheet.begin([1, 1], { width: 14, erase: true });
  assert.deepEqual(notes[0].slice(1), ["#ffffff", 14]);
  sheet.undo();
  assert.ok(sheet.empty);
});

test("clearing leaves an empty sheet", () => {
  const sheet = new Sheet(notingPen().pen);
  sheet.begin([1, 1], thin);
  sheet.clear();
  assert.ok(sheet.empty);
});

test("a picture becomes at most 256 pixels long, and a small one stays as it is", () => {
  assert.deepEqual(
    [fitted(4000, 3000), fitted(100, 3000), fitted(20, 10)],
    [
      [256, 192],
      [9, 256],
      [20, 10],
    ],
  );
});
