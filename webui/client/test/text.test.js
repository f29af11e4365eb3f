import assert from "node:assert/strict";
import test from "node:test";
import { textsOf } from "../lib/extract.mjs";
import { learn, nt, t } from "../lib/text.js";

test("what has no translation is said in English", () => {
  assert.equal(t("Hello %(name)s, 100 %%", { name: "Ana" }), "Hello Ana, 100 %");
});

test("a translation is filled like the English", () => {
  learn({ texts: { "Bye %(name)s": "Salut %(name)s" } });
  assert.equal(t("Bye %(name)s", { name: "%(name)s" }), "Salut %(name)s");
});

test("a number takes the form that its category has", () => {
  learn({ texts: { "%(n)s owl": ["%(n)s A", "%(n)s B"] }, plurals: { one: 0, other: 1 } });
  assert.deepEqual(
    [nt("%(n)s owl", "%(n)s owls", 1), nt("%(n)s owl", "%(n)s owls", 5)],
    ["1 A", "5 B"],
  );
});

test("English has two forms of its own", () => {
  assert.equal(nt("%(n)s cat", "%(n)s cats", 1), "1 cat");
  assert.equal(nt("%(n)s cat", "%(n)s cats", 9999), "9,999 cats");
});

test("the build finds what a script says", () => {
  const source = 't("one \\"two\\"") + nt(\n "%(n)s a",\n "%(n)s b", n) + format("no") + a.t("no")';
  assert.deepEqual(textsOf(source), [['one "two"'], ["%(n)s a", "%(n)s b"]]);
});

test("a name from right to left does not turn the words around it", () => {
  assert.equal(t("Hello, %(name)s!", { name: "سعيد" }), "Hello, \u2068سعيد\u2069!");
});
