import assert from "node:assert/strict";
import test from "node:test";
import { strToU8, zipSync } from "fflate";
import { labelNamed, mediaRows, numberRows, textRows } from "../lib/rows.js";

const labels = [
  { id: "c", name: "Cat" },
  { id: "d", name: "Dog" },
];
const texts = { type: "text", labels };
const animals = {
  type: "numbers",
  labels,
  fields: [
    { name: "Legs", kind: "number", choices: [] },
    { name: "Skin", kind: "choice", choices: ["fur", "scales"] },
  ],
};
const pictures = { type: "images", labels };

const short = (rows) => rows.map(({ label, data, reason }) => [label, data, reason]);

async function all(rows) {
  const found = [];
  for await (const row of rows) found.push(row);
  return found;
}

test("a label is found by its id or its name, whatever its case", () => {
  assert.deepEqual(
    ["d", " dog ", "DOG", "bird"].map((text) => labelNamed(texts, text)),
    ["d", "d", "d", ""],
  );
});

test("each pasted line is an example of the chosen label", () => {
  assert.deepEqual(short(textRows("meow\n\npurr, purr\n", texts, { label: "c" })), [
    ["c", "meow", ""],
    ["c", "purr, purr", ""],
  ]);
});

test("lines without a chosen label say that they have none", () => {
  assert.deepEqual(short(textRows("meow", texts)), [["", "meow", "It has no label."]]);
});

test("a table with a column of labels labels itself, on either side", () => {
  const wanted = [
    ["c", "meow, meow", ""],
    ["d", "woof", ""],
  ];
  assert.deepEqual(short(textRows('"meow, meow",Cat\nwoof,dog', texts)), wanted);
  assert.deepEqual(short(textRows('cat\t"meow, meow"\nDog\twoof', texts)), wanted);
});

test("a first row that names the columns is no example", () => {
  const rows = textRows("label,text\ncat,meow\nbird,tweet", texts);
  assert.deepEqual(short(rows), [
    ["c", "meow", ""],
    ["", "tweet", "There is no label “bird”."],
  ]);
  assert.deepEqual(
    rows.map(({ place }) => place),
    [2, 3],
  );
});

test("a chosen label is stronger than the one in the table", () => {
  assert.deepEqual(short(textRows("meow,cat\nwoof,dog", texts, { label: "d" })), [
    ["d", "meow", ""],
    ["d", "woof", ""],
  ]);
});

test("a text that is too long is refused with the limit", () => {
  const [row] = textRows("x".repeat(11), texts, { label: "c", max: 10 });
  assert.equal(row.reason, "It is longer than 10 characters.");
});

test("a table of numbers is read in the order of the fields", () => {
  assert.deepEqual(short(numberRows("4\tfur\tcat\n0\tscales\tdog", animals)), [
    ["c", [4, "fur"], ""],
    ["d", [0, "scales"], ""],
  ]);
});

test("a table of numbers whose first row names the fields may have any order", () => {
  assert.deepEqual(short(numberRows("label,skin,LEGS\ncat,FUR,\ndog,?,4", animals)), [
    ["c", [null, "fur"], ""],
    ["d", [4, null], ""],
  ]);
});

test("a row that does not fit says which value is wrong", () => {
  const rows = numberRows("four,fur,cat\n4,wool,cat\n,,cat\n4,fur,cat", animals);
  assert.deepEqual(
    rows.map(({ reason }) => reason),
    [
      "“Legs” is not a number.",
      "“wool” is not a choice of “Skin”.",
      "Fill in at least one value.",
      "",
    ],
  );
});

test("nothing pasted is no row", () => {
  assert.deepEqual([textRows(" \n ", texts), numberRows("", animals)], [[], []]);
});

test("what is in a zip is named by its path, and refused where it is no picture", async () => {
  const zip = zipSync({
    "animals/Cat/1.txt": strToU8("no picture"),
    "animals/Bird/2.jpg": strToU8("x"),
    "animals/Cat/3.jpg": strToU8("x"),
    "__MACOSX/animals/._1.jpg": strToU8("x"),
    "animals/.DS_Store": strToU8("x"),
  });
  const rows = await all(mediaRows([new File([zip], "animals.zip")], pictures));
  assert.deepEqual(
    rows.map(({ place, reason }) => [place, reason]),
    [
      ["animals/Cat/1.txt", "This is not a picture."],
      ["animals/Bird/2.jpg", "There is no label “Bird”."],
      ["animals/Cat/3.jpg", "This is not a picture that the box can read."],
    ],
  );
});

test("a damaged zip is one refused row", async () => {
  const file = new File([new Uint8Array(3000).fill(7)], "broken.zip");
  const rows = await all(mediaRows([file], pictures, { label: "c" }));
  assert.deepEqual(
    rows.map(({ reason }) => reason),
    ["This zip file is empty or damaged."],
  );
});

test("a zip that ends too early says which file is broken", async () => {
  const zip = zipSync({ "Cat/1.jpg": strToU8("x".repeat(5000)) }, { level: 0 });
  const file = new File([zip.slice(0, 2000)], "cut.zip");
  const rows = await all(mediaRows([file], pictures));
  assert.deepEqual(
    rows.map(({ place, reason }) => [place, reason]),
    [["Cat/1.jpg", "This file cannot be read."]],
  );
});
