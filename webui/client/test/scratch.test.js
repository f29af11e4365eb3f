import assert from "node:assert/strict";
import { test } from "node:test";
import { Problem } from "../lib/api.js";
import { programsOf } from "../lib/programs.js";
import { address, editor, openEditor } from "../lib/scratch.js";
import { when } from "../lib/text.js";
import { played } from "../projector/played.js";
import { missing } from "../projector/program.js";

const URL = "http://box:8081/scratch/#token";
const LISTED = { programs: [{ id: "a1", name: "Quiz", author: "Ada" }] };

// The box: what it answers to each call, and what it was asked.
function box(answers) {
  const asked = [];
  const ask = async (method, path, body) => {
    asked.push([method, path, body]);
    const answer = answers[`${method} ${path}`];
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { ask, asked };
}

const ready = () =>
  box({ "POST /projects/p/scratch": { url: URL }, "GET /projects/p/programs": LISTED });

function tab() {
  const events = [];
  return {
    events,
    close: () => events.push("closed"),
    location: { replace: (place) => events.push(place) },
  };
}

test("what is to be opened stands after the token", () => {
  assert.equal(address(URL), URL);
  assert.equal(address(URL, { program: "a1" }), `${URL}/program/a1`);
  assert.equal(address(URL, { starter: "robot" }), `${URL}/starter/robot`);
  assert.equal(address(URL, { program: "a1", play: true }), `${URL}/play/a1`);
});

test("a token is asked for one's own programs, or to watch one of somebody else", async () => {
  const { ask, asked } = ready();
  await editor("p", {}, ask);
  await editor("p", { starter: "robot" }, ask);
  await editor("p", { program: "a1", watch: true }, ask);
  assert.deepEqual(
    asked.map(([, , body]) => body),
    [{}, {}, { program: "a1", watch: true }],
  );
});

test("the tab that the press opened goes to the editor", async () => {
  const opened = tab();
  const left = await openEditor(
    "p",
    { starter: "robot" },
    { ask: ready().ask, open: () => opened },
  );
  assert.deepEqual([left, opened.events], ["", [`${URL}/starter/robot`]]);
});

test("where no tab opens the address is left to be pressed", async () => {
  assert.equal(await openEditor("p", {}, { ask: ready().ask, open: () => null }), URL);
});

test("a tab that leads nowhere is closed, and what the box said is passed on", async () => {
  const opened = tab();
  const refusal = new Problem({ code: "no_scratch", message: "No editor", status: 503 });
  const { ask } = box({ "POST /projects/p/scratch": refusal });
  await assert.rejects(openEditor("p", {}, { ask, open: () => opened }), refusal);
  assert.deepEqual(opened.events, ["closed"]);
});

test("programs are asked for once while the answer is on its way", async () => {
  const { ask, asked } = ready();
  const list = programsOf("p", ask);
  const [first, second] = await Promise.all([list(), list()]);
  assert.deepEqual([first, second, asked.length], [LISTED.programs, LISTED.programs, 1]);
  await list();
  assert.equal(asked.length, 2);
});

test("the time of today is said without its day, another day's with it", () => {
  const now = new Date(2026, 2, 5, 14, 0);
  const at = (...parts) => when(new Date(...parts) / 1000, now);
  assert.match(at(2026, 2, 5, 10, 42), /^10:42/);
  assert.match(at(2026, 2, 4, 10, 42), /Mar 4.*10:42/);
  assert.match(at(2025, 2, 5, 10, 42), /2025/);
});

test("the projector plays the program on show, under its name and author", async () => {
  assert.deepEqual(await played("p", "a1", null, ready().ask), {
    id: "a1",
    name: "Quiz",
    author: "Ada",
    url: `${URL}/play/a1`,
  });
});

test("a program that runs already goes on where it is", async () => {
  const { ask, asked } = ready();
  const found = await played("p", "a1", { id: "a1", url: "runs" }, ask);
  assert.deepEqual([found.url, asked.length], ["runs", 1]);
});

test("a program that is not there any more is gone", async () => {
  assert.deepEqual(await played("p", "b2", null, ready().ask), { id: "b2", gone: true });
  const { ask } = box({ "GET /projects/p/programs": new Problem({ status: 404 }) });
  assert.deepEqual(await played("p", "a1", null, ask), { id: "a1", gone: true });
});

test("without an editor the projector says the box's words", async () => {
  const refusal = new Problem({ code: "no_scratch", message: "No editor here", status: 503 });
  const { ask } = box({
    "GET /projects/p/programs": LISTED,
    "POST /projects/p/scratch": refusal,
  });
  const program = await played("p", "a1", null, ask);
  assert.deepEqual(program, { id: "a1", refused: "No editor here" });
  assert.equal(missing({ show: { program: "a1" }, program })[1], "No editor here");
});

test("a box that is away is asked again later", async () => {
  const away = new Problem({ code: "offline", message: "away" });
  const { ask } = box({ "GET /projects/p/programs": away });
  await assert.rejects(played("p", "a1", null, ask), away);
});

test("the projector says what there is to say where nothing runs", () => {
  const said = (program, id = "a1") => missing({ show: { program: id }, program })[0];
  assert.match(said(null, ""), /chooses a program/);
  assert.match(said(null), /comes/);
  assert.match(said({ id: "a1", gone: true }), /not there any more/);
});
