import assert from "node:assert/strict";
import { test } from "node:test";
import { steps } from "../teacher/box/countdown.js";
import { advice } from "../teacher/box/devices.js";
import { space } from "../teacher/box/facts.js";
import { heat, isOff, warnings } from "../teacher/box/health.js";
import { modeWords, strength } from "../teacher/box/network.js";
import { stage, under } from "../teacher/box/update-progress.js";

const WELL = {
  undervoltage_now: false,
  undervoltage_since_start: false,
  temperature_c: 52,
  data_free_mb: 9000,
};
const shorts = (board) => warnings({ ...WELL, ...board }).map(({ short }) => short);

test("a box that is well has no warning, nor has one without sensors", () => {
  assert.deepEqual(shorts({}), []);
  const blind = { undervoltage_now: null, undervoltage_since_start: null, temperature_c: null };
  assert.deepEqual(shorts(blind), []);
});

test("power, heat and room are warned of, power first", () => {
  const all = shorts({ undervoltage_now: true, temperature_c: 80, data_free_mb: 499 });
  assert.deepEqual(all, ["Too little power", "Too hot", "Little room"]);
});

test("just below the limits there is no warning", () => {
  assert.deepEqual(shorts({ temperature_c: 79.9, data_free_mb: 500 }), []);
});

test("power that was low is milder than power that is low", () => {
  const [found] = warnings({ ...WELL, undervoltage_since_start: true });
  assert.equal(found.mild, true);
  assert.match(found.text, /since it started/);
});

test("heat is said in words", () => {
  assert.deepEqual([51.6, 70, 80].map(heat), ["52 °C, fine", "70 °C, warm", "80 °C, too hot"]);
});

test("a clock is off by more than two minutes, in either direction", () => {
  assert.deepEqual(
    [0, 120, 121, -121].map((by) => isOff(1000 + by, 1000)),
    [false, false, true, true],
  );
});

test("advice comes when the radio is nearly full, and another one when it is", () => {
  assert.equal(advice(15, 19), "");
  assert.match(advice(16, 19), /nearly full/);
  assert.match(advice(19, 19), /no more/);
});

test("without a known limit there is no advice", () => {
  assert.equal(advice(30, null), "");
});

test("space is in MB below a GB", () => {
  assert.deepEqual([310, 999, 1000, 21_400].map(space), ["310 MB", "999 MB", "1 GB", "21.4 GB"]);
});

test("each network has a sentence", () => {
  assert.match(modeWords({ mode: "hotspot", ssid: "Box", open: true }), /without a password: Box/);
  assert.match(modeWords({ mode: "hotspot", ssid: "Box", open: false }), /own Wi-Fi: Box/);
  assert.match(modeWords({ mode: "wifi", ssid: "School" }), /in the Wi-Fi School/);
  assert.match(modeWords({ mode: "cable", ssid: "" }), /by cable/);
  assert.match(modeWords({ mode: "none", ssid: "" }), /no network/);
});

test("a signal is strong, good enough or weak", () => {
  assert.deepEqual([60, 35, 34].map(strength), [
    "strong",
    "good enough",
    "weak: bring the box nearer",
  ]);
});

test("the steps name the Wi-Fi to join, with the hotspot's password", () => {
  const wifi = steps({ pending: { to: "wifi", ssid: "School" }, password: "" });
  assert.match(wifi[0], /join the Wi-Fi School\.$/);
  const hotspot = steps({ pending: { to: "hotspot", ssid: "Box" }, password: "maple" });
  assert.match(hotspot[0], /Box. Its password: maple/);
  const unknown = { pending: { to: "hotspot", ssid: "Box" }, password: "" };
  assert.match(steps({ ...unknown, secret: true })[0], /CROWDBOX\.TXT/);
  assert.match(steps(unknown)[0], /join the Wi-Fi Box\.$/);
});

test("an update goes on until it has ended, also while the box is away", () => {
  const going = ["checking", "writing", "restarting", "trial", "away"].map((state) =>
    under({ state }),
  );
  assert.deepEqual(going, [true, true, true, true, true]);
  assert.deepEqual([under({ state: "idle" }), under({ state: "failed" })], [false, false]);
});

test("how far an update is, is said in per cent", () => {
  assert.equal(
    stage({ state: "writing", done: 40 }),
    "The box writes the update: 40 %. Leave it plugged in.",
  );
});
