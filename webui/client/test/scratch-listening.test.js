import assert from "node:assert/strict";
import { test } from "node:test";
import { deaf, Edge, Listening } from "../../scratch/extension/listening.js";
import { soundOf } from "../../scratch/extension/sounds.js";

const soon = () => new Promise((done) => setTimeout(done, 5));

function made({ second = async () => "data:,", ...others } = {}) {
  const events = [];
  const ear = { second, close: async () => events.push("closed") };
  const listening = new Listening({
    hear: async () => ({ label: "clap", confidence: 0.9 }),
    began: (label) => events.push(label),
    shown: (on) => events.push(on ? "on" : "off"),
    open: async () => ear,
    canNot: () => "",
    ...others,
  });
  return { events, listening };
}

test("a sound begins once, and again after another", () => {
  const edge = new Edge();
  const heard = ["clap", "clap", "bell", "clap"].map((label) => edge.of({ label, confidence: 1 }));
  assert.deepEqual(heard, ["clap", "", "bell", "clap"]);
});

test("a model that is not sure has heard nothing", () => {
  assert.equal(new Edge().of({ label: "clap", confidence: 0.6 }), "");
});

test("a page without https cannot listen, and a device without microphone neither", () => {
  assert.equal(deaf({ isSecureContext: false }), "microphone_unsafe");
  assert.equal(deaf({ isSecureContext: true, navigator: {} }), "no_microphone");
});

test("listening hears what begins, shows that it listens, and closes the microphone", async () => {
  const { events, listening } = made();
  assert.equal(await listening.start(), "");
  assert.equal(await listening.start(), "");
  await soon();
  await listening.stop();
  assert.deepEqual(events, ["on", "clap", "off", "closed"]);
});

test("a microphone that opens after everything was stopped is closed again", async () => {
  const { events, listening } = made();
  const started = listening.start();
  await listening.stop();
  await started;
  assert.deepEqual(events, ["closed"]);
});

test("a microphone that is not allowed says so", async () => {
  const open = async () => {
    throw Object.assign(new Error(), { name: "NotAllowedError" });
  };
  assert.equal(await made({ open }).listening.start(), "microphone_refused");
});

test("nothing is asked before a second has passed", async () => {
  const fail = () => assert.fail("the model was asked");
  const { listening } = made({ second: async () => null, hear: fail });
  await listening.start();
  await soon();
  await listening.stop();
});

test("a sound is found by its name, whatever its case, and by its number as in Scratch", () => {
  const [clap, bell] = [{ name: "clap" }, { name: "bell" }];
  const target = { getSounds: () => [clap, bell] };
  const found = ["bell", "CLAP", 2, 3, 0, "", "horn"].map((wanted) => soundOf(target, wanted));
  assert.deepEqual(found, [bell, clap, bell, clap, bell, undefined, undefined]);
});
