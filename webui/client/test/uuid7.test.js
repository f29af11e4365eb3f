import assert from "node:assert/strict";
import { webcrypto } from "node:crypto";
import test from "node:test";
import { uuid7 } from "../lib/uuid7.js";

// Every browser has it; Node.js has it from version 19.
globalThis.crypto ??= webcrypto;

test("an id is a UUID of version 7", () => {
  assert.match(uuid7(), /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test("an id begins with the time, so that later ones sort later", () => {
  assert.equal(uuid7(0x0123456789ab).slice(0, 13), "01234567-89ab");
  assert.ok(uuid7(1000) < uuid7(2000));
});

test("two ids of the same moment differ", () => {
  assert.notEqual(uuid7(5), uuid7(5));
});
