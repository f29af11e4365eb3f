"""The teacher's page and the wall for pictures, sounds and rows of numbers."""

import base64
import io
import math
import random
import struct
import time
import uuid
import wave
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PIL import ImageDraw
from playwright.sync_api import expect
from playwright.sync_api import Page

AXE = Path(__file__).parents[2] / "webui" / "client" / "node_modules" / "axe-core" / "axe.min.js"
VIOLATIONS = """async () => (await axe.run(document)).violations
  .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 150)).join(' | ')}`)"""
LAPTOP = {"width": 1366, "height": 768}
PEOPLE = 6
EACH = 2
"""Examples that each person makes for each label."""
RATE = 16_000
FIELDS = [
    {"name": "Legs", "kind": "number", "choices": []},
    {"name": "Skin", "kind": "choice", "choices": ["fur", "feathers"]},
]


def picture(label: str, seed: int) -> bytes:
    """Return a PNG of a red disc or a blue square somewhere on white."""
    chance = random.Random(seed)
    image = Image.new("RGB", (320, 240), "white")
    x, y, size = chance.randint(20, 180), chance.randint(20, 100), chance.randint(70, 110)
    pen = ImageDraw.Draw(image)
    draw = pen.ellipse if label == "Disc" else pen.rectangle
    draw((x, y, x + size, y + size), fill="#c22" if label == "Disc" else "#22c")
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()


def sound(label: str, seed: int) -> bytes:
    """Return a WAV of a second: a beep, clicks, or the soft noise of a room."""
    chance = random.Random(seed)
    pitch = chance.randint(400, 700)
    samples = []
    for n in range(RATE):
        noise = chance.uniform(-0.02, 0.02)
        beep = 0.6 * math.sin(2 * math.pi * pitch * n / RATE) if label == "Beep" else 0.0
        click = chance.uniform(-0.9, 0.9) if label == "Click" and n % 4_000 < 160 else 0.0
        samples.append(int(32_000 * max(-1.0, min(1.0, noise + beep + click))))
    stream = io.BytesIO()
    with wave.open(stream, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(struct.pack(f"<{len(samples)}h", *samples))
    return stream.getvalue()


def row(label: str, seed: int) -> list[Any]:
    chance = random.Random(seed)
    return [4, "fur"] if label == "Cat" else [2, chance.choice(["feathers", None])]


def sent(data: bytes) -> str:
    return base64.b64encode(data).decode()


KINDS: dict[str, tuple[list[str], Any]] = {
    "images": (["Disc", "Square"], lambda label, seed: sent(picture(label, seed))),
    "sounds": (["Background noise", "Beep", "Click"], lambda label, seed: sent(sound(label, seed))),
    "numbers": (["Cat", "Hen"], row),
}


def everybody_adds(box: Any, teacher: Any, kind: str, project: str) -> None:
    labels, example = KINDS[kind]
    code = teacher.call("GET", "/me")["class_code"]
    for person in range(PEOPLE):
        joined = teacher.call("POST", "/join", {"class_code": code, "name": f"{kind} {person}"})
        student = box.client(joined["token"])
        for n in range(EACH * len(labels)):
            label = labels[n % len(labels)]
            body = {
                "id": str(uuid.uuid4()),
                "label": label,
                "data": example(label, 97 * person + n),
            }
            student.call("POST", f"/projects/{project}/examples", body)


def train(teacher: Any, project: str) -> None:
    job = teacher.call("POST", f"/projects/{project}/train")["job"]
    path = f"/projects/{project}/jobs/{job}"
    while (now := teacher.call("GET", path))["state"] in {"queued", "running"}:
        time.sleep(0.2)
    assert now["state"] == "done", now


@pytest.fixture(scope="module")
def teacher(box: Any) -> Any:
    """The teacher's client of a class with a trained project of each kind but text."""
    client = box.claim()
    client.projects = {}
    for kind, (labels, _) in KINDS.items():
        body = {"name": f"All {kind}", "type": kind, "crowd_sourced": True, "labels": labels}
        body |= {"fields": FIELDS} if kind == "numbers" else {}
        made = client.call("POST", "/projects", body)["id"]
        everybody_adds(box, client, kind, made)
        train(client, made)
        client.projects[kind] = made
    return client


@pytest.fixture
def page(teacher: Any, visitors: Any, box: Any) -> Page:
    """A laptop on which the teacher is signed in."""
    opened: Page = visitors.device(LAPTOP)
    opened.request.post("/api/v1/login", data={"password": box.password})
    return opened


@pytest.fixture
def projector(teacher: Any, visitors: Any) -> Any:
    wall = visitors.projector()
    teacher.call("POST", "/projector/pair", {"code": wall.open()})
    wall.page.locator(".p-pairing").wait_for(state="hidden")
    return wall


@pytest.mark.parametrize("kind", list(KINDS))
@pytest.mark.parametrize(
    ("width", "colours"), [(390, "dark"), (1366, "light")], ids=["phone", "laptop"]
)
def test_the_page_of_every_kind_is_for_everybody(
    teacher: Any, visitors: Any, box: Any, kind: str, width: int, colours: str
) -> None:
    size = {"width": width, "height": 800}
    page: Page = visitors.device(size, bypass_csp=True, color_scheme=colours)
    page.request.post("/api/v1/login", data={"password": box.password})
    page.goto(f"/teacher/projects/{teacher.projects[kind]}")
    page.locator("#example-list .example").first.wait_for()
    for panel in ("result", "try", "crowd", "noise", "whose", "learning"):
        open_panel(page, panel)
    page.locator("#uses-place p").first.wait_for()
    page.add_script_tag(path=AXE)
    assert page.evaluate(VIOLATIONS) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def open_panel(page: Page, panel: str) -> None:
    page.locator(f"#{panel}").evaluate("(panel) => { panel.open = true; }")


def test_a_project_of_numbers_is_made_with_its_fields(page: Page) -> None:
    page.goto("/teacher")
    page.locator(".type-card", has_text="Numbers").click()
    page.locator("#new-name").fill("Which animal?")
    for place, label in enumerate(("Cat", "Hen")):
        page.locator("#new-labels input").nth(place).fill(label)
    page.get_by_label("Name of field 1").fill("Legs")
    page.get_by_label("Name of field 2").fill("Skin")
    page.get_by_label("What field 2 is").select_option("choice")
    page.get_by_role("button", name="Make the project").click()
    expect(page.get_by_text("Write two words or more")).to_be_visible()
    page.get_by_label("Words to choose from").last.fill("fur, feathers")
    page.get_by_role("button", name="Make the project").click()
    page.wait_for_url("**/teacher/projects/*")
    expect(page.locator("#example-form")).to_contain_text("Legs")
    expect(page.locator("#example-form")).to_contain_text("feathers")


def test_only_texts_are_asked_for_their_language(page: Page) -> None:
    page.goto("/teacher")
    expect(page.locator("#new-language")).to_have_value("en")
    page.locator(".type-card", has_text="Pictures").click()
    expect(page.locator("#new-language")).to_be_hidden()


def test_pictures_are_a_wall_of_thumbnails(page: Page, teacher: Any) -> None:
    page.goto(f"/teacher/projects/{teacher.projects['images']}")
    open_panel(page, "examples")
    thumbnails = page.locator("#example-list img")
    expect(thumbnails).to_have_count(PEOPLE * EACH * 2)
    thumbnails.first.scroll_into_view_if_needed()
    expect(thumbnails.first).to_have_js_property("complete", True)
    assert thumbnails.first.evaluate("(image) => image.naturalWidth") == 256


def test_a_sound_has_its_wave_and_a_button_to_play_it(page: Page, teacher: Any) -> None:
    page.goto(f"/teacher/projects/{teacher.projects['sounds']}")
    open_panel(page, "examples")
    first = page.locator("#example-list .example").first
    expect(first.locator(".wave")).to_be_visible()
    expect(first.get_by_role("button", name="Play the sound")).to_be_enabled()


def test_background_noise_can_neither_be_renamed_nor_removed(page: Page, teacher: Any) -> None:
    page.goto(f"/teacher/projects/{teacher.projects['sounds']}")
    expect(page.get_by_role("button", name="Remove Beep")).to_be_visible()
    expect(page.get_by_role("button", name="Remove Background noise")).to_be_hidden()


def test_rows_stand_under_the_names_of_their_fields(page: Page, teacher: Any) -> None:
    page.goto(f"/teacher/projects/{teacher.projects['numbers']}")
    open_panel(page, "examples")
    expect(page.locator("#example-heads")).to_have_text("LegsSkin")
    expect(page.locator("#example-list .example-values").first).to_be_visible()


def test_a_number_of_the_table_opens_the_examples_behind_it(page: Page, teacher: Any) -> None:
    page.goto(f"/teacher/projects/{teacher.projects['images']}")
    open_panel(page, "result")
    cell = page.locator(".confusion .right .cell").first
    count = int(cell.inner_text())
    cell.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Disc, and the box said so")
    expect(dialog.locator(".behind img")).to_have_count(count)
    page.keyboard.press("Escape")
    expect(cell).to_be_focused()


def test_a_picture_is_tried_and_put_on_the_wall(page: Page, teacher: Any, projector: Any) -> None:
    page.goto(f"/teacher/projects/{teacher.projects['images']}")
    open_panel(page, "try")
    file = {"name": "new.png", "mimeType": "image/png", "buffer": picture("Disc", 4_711)}
    page.locator("#try-place input[type=file]").first.set_input_files([file])
    expect(page.locator("#try-answer .answer-head")).to_contain_text("Disc", timeout=30_000)
    page.locator("#try-place").get_by_role("button", name="Show on the projector").click()
    expect(projector.page.locator(".p-verdict")).to_have_text("Disc", timeout=30_000)
    shown = projector.page.locator(".p-thing img")
    expect(shown).to_be_visible()
    assert shown.evaluate("(image) => image.naturalWidth") == 256


def test_a_row_is_tried_and_put_on_the_wall(page: Page, teacher: Any, projector: Any) -> None:
    page.goto(f"/teacher/projects/{teacher.projects['numbers']}")
    open_panel(page, "try")
    page.locator("#try-place").get_by_label("Legs").fill("4")
    page.locator("#try-place").get_by_role("radio", name="fur").check()
    page.locator("#try-place").get_by_role("button", name="Try it").click()
    expect(page.locator("#try-answer .answer-head")).to_contain_text("Cat", timeout=30_000)
    page.locator("#try-place").get_by_role("button", name="Show on the projector").click()
    expect(projector.page.locator(".p-said")).to_have_text("Legs 4, Skin fur")
    expect(projector.page.locator(".p-verdict")).to_have_text("Cat")


@pytest.mark.parametrize(
    ("kind", "selector"), [("images", "img"), ("sounds", ".p-wave"), ("numbers", "p")]
)
def test_the_wall_shows_examples_of_every_kind_once_revealed(
    teacher: Any, projector: Any, kind: str, selector: str
) -> None:
    shown = {"screen": "wall", "project": teacher.projects[kind]}
    teacher.call("PUT", "/projector", shown | {"revealed": False})
    expect(projector.page.locator(".p-row").first).to_be_visible()
    expect(projector.page.locator(".p-card")).to_have_count(0)
    teacher.call("PUT", "/projector", {"revealed": True})
    expect(projector.page.locator(f".p-card {selector}").first).to_be_visible()
