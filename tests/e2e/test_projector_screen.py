"""The projector is readable from 8 metres, whatever is on it and whatever its shape."""

import io
import re
import time
import urllib.request
import uuid
from collections.abc import Sequence
from typing import Any

import msgspec
import pytest
from playwright.sync_api import expect

from appliance.classroom import parcel
from appliance.classroom.records import Label
from appliance.classroom.table_file import Row

SIZES = ((1920, 1080), (1366, 768), (1280, 800), (1024, 768))
WORDS = [
    "apple",
    "brook",
    "cloud",
    "drum",
    "eagle",
    "forest",
    "grape",
    "honey",
    "island",
    "jelly",
    "kite",
    "lemon",
]
FOUR_DIGITS = re.compile(r"\d{4}")
LONG_TEXT = "I jumped in first although the water was freezing, and everybody followed me " * 3
SMALL_PRINT = """() => {
  const least = innerHeight / 25 - 0.01;
  const small = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { data, parentElement: parent } = walker.currentNode;
    if (!data.trim() || parent.closest('.unseen, script, [hidden]')) continue;
    if (parseFloat(getComputedStyle(parent).fontSize) < least) small.push(data);
  }
  return small;
}"""
CUT_OFF = """() => [document.documentElement, ...document.querySelectorAll('main, main > section')]
  .filter((e) => e.scrollHeight > innerHeight || e.scrollWidth > innerWidth
    || e.scrollHeight > e.clientHeight + 2 || e.scrollWidth > e.clientWidth + 2)
  .map((e) => e.className || e.tagName)"""
HEIGHT = """(selector) =>
  parseFloat(getComputedStyle(document.querySelector(selector)).fontSize) / innerHeight"""


def packed(name: str, rows: Sequence[tuple[int, str]], people: int) -> bytes:
    """Return the zip of a project with twelve long labels and rows of (label, text)."""
    labels = tuple(Label(word, f"{word}: a name of 30 letters"[:30]) for word in WORDS)
    about = parcel.About(
        format=parcel.FORMAT,
        name=name,
        type="text",
        crowd_sourced=True,
        labels=labels,
        teacher="Teacher",
    )
    table = [
        Row(str(uuid.uuid4()), labels[label].name, text, f"Person {n % people}", "shown")
        for n, (label, text) in enumerate(rows)
    ]
    target = io.BytesIO()
    parcel.pack(target, parcel.Parcel(about, table), [])
    return target.getvalue()


def imported(box: Any, token: str, zipped: bytes) -> str:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/zip"}
    request = urllib.request.Request(f"{box.url}/api/v1/projects/import", zipped, headers)
    with urllib.request.urlopen(request) as reply:
        return str(msgspec.json.decode(reply.read())["id"])


@pytest.fixture(scope="module")
def teacher(box: Any) -> Any:
    """The teacher's client, with an empty, a very full, and a trained project."""
    client = box.claim()
    many = [(min(11, n % 97 % 13), f"text {n}") for n in range(9_999)]
    few = [(n % 12, f"{WORDS[n % 12]} {WORDS[n % 12]} {n % 5}") for n in range(180)]
    client.empty = imported(box, client.token, packed("Nobody wrote yet", [], 1))
    longest = "The longest name of all projects !!!"
    client.full = imported(box, client.token, packed(longest, many, 300))
    client.trained = imported(box, client.token, packed("Trained", few, 7))
    job = client.call("POST", f"/projects/{client.trained}/train")["job"]
    path = f"/projects/{client.trained}/jobs/{job}"
    while client.call("GET", path)["state"] in {"queued", "running"}:
        time.sleep(0.1)
    for n in range(30):
        client.call("POST", "/join", {"class_code": code(client), "name": f"Maximiliane {n}"})
    return client


def code(client: Any) -> str:
    return str(client.call("GET", "/me")["class_code"])


SCREENS = {
    "join": ("empty", ".p-people li", {}),
    "wall-empty": ("empty", ".p-waiting", {}),
    "wall": ("full", ".p-row", {}),
    "wall-texts": ("full", ".p-card", {"revealed": True}),
    "training": ("trained", ".p-training", {}),
    "result": ("trained", ".p-matrix", {}),
    "try": ("trained", ".p-verdict", {"text": f"{WORDS[3]} {LONG_TEXT}"}),
}
"""what is looked at → the project, what has to be there, and what the teacher chose."""


@pytest.fixture(params=SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def projector(request: pytest.FixtureRequest, teacher: Any, visitors: Any) -> Any:
    width, height = request.param
    wall = visitors.projector({"width": width, "height": height})
    teacher.call("POST", "/projector/pair", {"code": wall.open()})
    wall.page.locator(".p-pairing").wait_for(state="hidden")
    return wall


def test_every_screen_is_readable_and_whole(projector: Any, teacher: Any) -> None:
    for name, (project, selector, choice) in SCREENS.items():
        shown = {"screen": name.partition("-")[0], "project": getattr(teacher, project)}
        teacher.call("PUT", "/projector", shown | {"revealed": False, "text": ""} | choice)
        expect(projector.page.locator(selector).first).to_be_visible()
        assert projector.page.evaluate(SMALL_PRINT) == [], name
        assert projector.page.evaluate(CUT_OFF) == [], name


def test_address_and_code_are_an_eighth_of_the_screen(projector: Any, teacher: Any) -> None:
    teacher.call("PUT", "/projector", {"screen": "join"})
    for part in (".p-address", ".p-code"):  # each is drawn as what it says arrives
        expect(projector.page.locator(part)).to_be_visible()
        assert projector.page.evaluate(HEIGHT, part) >= 1 / 8


def test_the_wall_counts_ten_thousand_examples(projector: Any, teacher: Any) -> None:
    teacher.call("PUT", "/projector", {"screen": "wall", "project": teacher.full})
    projector.expect_total(9_999)
    assert sum(projector.counts()) == 9_999
    expect(projector.page.locator(".p-words")).to_contain_text("from 300 people")


def test_a_projector_that_was_signed_out_asks_to_be_let_in_again(
    visitors: Any, teacher: Any
) -> None:
    projector = visitors.projector()
    teacher.call("POST", "/projector/pair", {"code": projector.open()})
    projector.page.locator(".p-pairing").wait_for(state="hidden")
    teacher.call("POST", "/class/wipe", {"confirm": "Class 5b"})
    expect(projector.page.locator(".p-pairing .p-code")).to_have_text(
        re.compile(r"\d{4}"), timeout=20_000
    )
