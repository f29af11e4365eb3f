"""A class with a project of each type, and what the tests do on the editor's page."""

import base64
import uuid
from typing import Any

from playwright.sync_api import expect
from playwright.sync_api import Page

from tests.e2e.conftest import RealBox
from tests.e2e.media import photo
from tests.e2e.media import sound

DRAWING = ("--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader")
"""A graphics card in software, for WebGL."""
LISTENING = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
"""A microphone that beeps once a second, and that nobody has to allow."""
READY = 60_000
NAME = 'Weather <b> & "q"'
LABELS = {"text": ("Sun", "Rain"), "images": ("Ball", "Stripes"), "sounds": ("Hum", "Whistle"),
          "numbers": ("Cat", "Bird")}  # fmt: skip
FIELDS = [
    {"name": "legs", "kind": "number"},
    {"name": "skin", "kind": "choice", "choices": ["fur", "feathers"]},
]
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


def data_url(kind: str, body: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(body).decode()}"


def example(type: str, label: str, number: int) -> Any:
    """Return what somebody could add to a project of this type under this label."""
    if type == "images":
        return data_url("image/jpeg", photo(label, number, (200, 150)))
    if type == "sounds":
        return data_url("audio/wav", sound(label, number))
    if type == "numbers":
        return [4, "fur"] if label == "Cat" else [2, "feathers"]
    return f"{'bright warm day' if label == 'Sun' else 'wet grey drops'} {number}"


class Project:
    """A class project with examples of Ada's, trained or not."""

    def __init__(self, klass: "Class", type: str, name: str, count: int = 6) -> None:
        self.klass, self.type = klass, type
        wanted = {"name": name, "type": type, "crowd_sourced": True, "labels": LABELS[type]}
        fields = {"fields": FIELDS} if type == "numbers" else {}
        made = klass.teacher.call("POST", "/projects", wanted | fields)
        self.id = made["id"]
        self.labels = {label["name"]: label["id"] for label in made["labels"]}
        for number in range(count):
            for label in LABELS[type]:
                self.add(label, example(type, label, number))
            if type == "sounds":
                self.add("_background_noise_", data_url("audio/wav", sound("", number)))

    def add(self, label: str, data: Any) -> None:
        new = {"id": str(uuid.uuid4()), "label": label, "data": data}
        self.klass.ada.call("POST", f"/projects/{self.id}/examples", new)

    def change(self, **what: Any) -> None:
        self.klass.teacher.call("PATCH", f"/projects/{self.id}", what)

    def rename(self, label: str, name: str) -> None:
        path = f"/projects/{self.id}/labels/{self.labels[label]}"
        self.klass.teacher.call("PATCH", path, {"name": name})

    def train(self) -> None:
        path = f"/projects/{self.id}"
        job = self.klass.teacher.call("POST", f"{path}/train")["job"]
        while self.klass.teacher.call("GET", f"{path}/jobs/{job}")["state"] in {
            "queued",
            "running",
        }:
            pass

    def url(self, client: Any, **body: Any) -> str:
        found = client.call("POST", f"/projects/{self.id}/scratch", body)["url"]
        return str(found).replace("127.0.0.1", "localhost")

    def programs(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.klass.ada.call("GET", f"/projects/{self.id}/programs")[
            "programs"
        ]
        return found


class Class:
    """A class with a teacher, a student and a trained project of texts."""

    def __init__(self, box: RealBox) -> None:
        self.box = box
        self.teacher = box.claim()
        self.code = self.teacher.call("GET", "/class")["class_code"]
        self.ada = self.join("Ada")
        self.texts = self.project("text", NAME)
        self.texts.train()

    def join(self, name: str) -> Any:
        joined = self.box.client().call("POST", "/join", {"class_code": self.code, "name": name})
        return self.box.client(joined["token"])

    def project(self, type: str, name: str = "", count: int = 6) -> Project:
        return Project(self, type, name or f"Some {type} {uuid.uuid4().hex[:4]}", count)


def asked(page: Page, opcode: str, **args: str) -> Any:
    """Run one of the model's blocks as a program does."""
    code = """([end, args]) => {
      const prims = vm.runtime._primitives;
      const name = Object.keys(prims).find((each) => /^crowdbox/.test(each) && each.endsWith(end));
      return prims[name](args, {target: vm.editingTarget, thread: {peekStack: () => "b"}});
    }"""
    return page.evaluate(code, [f"_{opcode}", args])


def run(page: Page, opcode: str, **args: str) -> None:
    """Put one of the model's blocks on the workspace and press it, as a child does."""
    code = """([end, args]) => {
      const {blocks} = vm.editingTarget;
      const opcode = Object.keys(vm.runtime._primitives)
        .find((each) => /^crowdbox/.test(each) && each.endsWith(end));
      const id = `run${Object.keys(blocks._blocks).length}`;
      const inputs = {};
      for (const [name, value] of Object.entries(args)) {
        const slot = `${id}${name}`;
        inputs[name] = {name, block: slot, shadow: slot};
        blocks.createBlock({id: slot, opcode: "text", fields: {TEXT: {name: "TEXT", value}},
          inputs: {}, next: null, parent: id, shadow: true, topLevel: false});
      }
      blocks.createBlock({id, opcode, inputs, fields: {}, next: null, parent: null,
        shadow: false, topLevel: true, x: 20, y: 20});
      vm.runtime.toggleScript(id);
    }"""
    page.evaluate(code, [f"_{opcode}", args])


def expect_said(page: Page, words: str) -> None:
    """Wait until a sprite says this."""
    code = """(words) => vm.runtime.targets.some(
      (each) => each.getCustomState("Scratch.looks")?.text === words)"""
    page.wait_for_function(code, arg=words)


def palette(page: Page, opcode: str) -> Any:
    return page.locator(f'.blocklyFlyout .blocklyDraggable[data-id$="{opcode}"]').first


def open_category(page: Page, name: str) -> None:
    page.locator(".scratchCategoryMenuItem", has_text=name).first.click()
    page.wait_for_timeout(700)  # the palette scrolls there


def at_rest(block: Any) -> Any:
    """Return where a block is once nothing moves it any more."""
    before = None
    while before != (now := block.bounding_box()):
        before = now
        block.page.wait_for_timeout(200)
    return now


DROPPED = """([end, into]) => Object.values(vm.editingTarget.blocks._blocks)
  .some(({opcode, parent}) => opcode.endsWith(end) && (!into || parent !== null))"""


def drag(page: Page, category: str, opcode: str, x: float, y: float, *, into: bool = False) -> None:
    """Drop a block of the palette so that its upper left corner is at x, y, `into` another one."""
    count = "() => Object.keys(vm.editingTarget.blocks._blocks).length"
    for _ in range(8):
        before = page.evaluate(count)
        open_category(page, category)
        box = at_rest(palette(page, opcode))
        within = (12, box["height"] * 0.6)
        if not under(page, box["x"] + within[0], box["y"] + within[1], opcode):
            continue  # the palette scrolls after all
        page.mouse.move(box["x"] + within[0], box["y"] + within[1])
        page.mouse.down()
        page.wait_for_timeout(150)  # the editor waits to see whether this is a click
        page.mouse.move(box["x"] + 60, box["y"] + 40, steps=5)
        page.mouse.move(x + within[0], y + within[1], steps=10)
        page.wait_for_timeout(150)
        page.mouse.up()
        page.wait_for_timeout(300)
        if page.evaluate(DROPPED, [opcode, into]):
            return
        if page.evaluate(count) > before:
            page.keyboard.press("Control+z")  # the neighbour was caught, or it lies elsewhere
            page.wait_for_timeout(300)
    raise AssertionError(f"{opcode} could not be dragged")


def under(page: Page, x: float, y: float, opcode: str) -> bool:
    """Return whether this block of the palette is what a press at x, y takes."""
    code = """([x, y, end]) => Boolean(document.elementFromPoint(x, y)
      ?.closest(".blocklyFlyout .blocklyDraggable")?.dataset.id?.endsWith(end))"""
    return bool(page.evaluate(code, [x, y, opcode]))


def opcodes(page: Page) -> list[str]:
    """Return the opcodes of the sprite that is open."""
    code = "() => Object.values(vm.editingTarget.blocks._blocks).map(({opcode}) => opcode)"
    found: list[str] = page.evaluate(code)
    return found


def choose_language(page: Page, settings: str, language: str, name: str) -> None:
    page.get_by_text(settings).first.click()
    page.get_by_text(language, exact=True).first.click()
    page.get_by_text(name, exact=True).first.dispatch_event("click")


def save(page: Page) -> None:
    page.get_by_role("button", name="Save on the box").click()
    expect(page.get_by_role("status")).to_contain_text("Saved")
