"""What scripts write on a page comes from the catalogue: in a language that marks all it says,
nothing on the page is without a mark but what people wrote."""

import logging
import re
import threading
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from playwright.sync_api import Browser
from playwright.sync_api import expect
from playwright.sync_api import Page
from werkzeug.serving import make_server

from appliance import starters
from appliance.classroom import examples
from appliance.classroom import programs
from appliance.classroom import projects
from appliance.classroom import sessions
from appliance.classroom import show
from appliance.classroom import students
from appliance.classroom import teacher
from appliance.classroom.records import Actor
from appliance.classroom.records import Field
from appliance.settings import Settings
from webui import catalogue
from webui import create_app

TEACHER = Actor(role="teacher")
DATA = ["Crowdbox", "C-1", "Project-1", "Label-1", "Label-2", "Name-1", "Text-1", "Text-2",
        "English", "Français", "localhost"]  # fmt: skip
SPECIAL = ("images", "sounds", "numbers")
UNMARKED = """(data) => {
  const said = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const { parentElement, textContent } = walk.currentNode;
    const silent = "script, style, code, noscript, textarea, [translate=no]";
    if (!parentElement.closest(silent)) said.push(textContent);
  }
  for (const element of document.body.querySelectorAll("*")) {
    for (const name of ["alt", "aria-label", "placeholder", "title"]) {
      said.push(element.getAttribute(name) ?? "");
    }
  }
  return said.filter((text) => {
    let before;
    for (let rest = text; rest !== before; text = rest) {
      before = rest;
      rest = rest.replace(/⟦[^⟦⟧]*⟧/g, "");
    }
    for (const known of data) text = text.replaceAll(known, "");
    return /\\p{L}/u.test(text);
  });
}"""


def marks(folder: Path) -> str:
    """Make a French in which every text of the catalogue is marked, and return its folder."""
    marked = Catalog(locale="fr")
    for message in catalogue.texts(catalogue.extracted()):
        ids = [message.id] if isinstance(message.id, str) else list(message.id)
        strings = [f"⟦{text}⟧" for text in ids]
        marked.add(message.id, strings[0] if len(strings) == 1 else tuple(strings))
    file = folder / "fr" / "LC_MESSAGES" / "messages.mo"
    file.parent.mkdir(parents=True)
    with file.open("wb") as stream:
        write_mo(stream, marked)
    return str(folder)


def furnish(room: Any) -> dict[str, str]:
    """Put a class into the room and return its project, a private one, and everybody's tokens."""
    token = teacher.claim(
        room,
        code="k",
        expected="k",
        password="a password",
        class_name="C-1",
        language="fr",
        address="",
    )
    code = str(room.db.table("class").all()[0]["class_code"])
    joined = students.join(room, class_code=code, name="Name-1", secret=None, address="")
    child = Actor(role="student", student=joined.student.id)
    wanted: dict[str, Any] = {"type": "text", "labels": ["Label-1", "Label-2"]}
    shared = projects.create(room, TEACHER, name="Project-1", crowd_sourced=True, **wanted).id
    own = projects.create(room, child, name="Project-1", crowd_sourced=False, **wanted).id
    others = {kind: special(room, child, kind, n) for n, kind in enumerate(SPECIAL)}
    for project in (shared, own):
        one = {"id": str(uuid.uuid4()), "label": "Label-1", "data": "Text-1"}
        examples.add(room, child, project, **one)
    program = starters.build(starters.ALL[0], projects.get(room, child, shared), str)
    saved, _ = programs.save(room, child, shared, program, name="Text-2")
    return {
        "shared": shared,
        "program": saved.id,
        "own": own,
        **others,
        "teacher": token,
        "student": joined.token,
        "projector": sessions.open_session(room, "projector"),
    }


def special(room: Any, child: Actor, kind: Any, number: int) -> str:
    """Make a project of a child's own whose examples are no texts, and return its id."""
    fields = [Field("Label-1", "number"), Field("Label-2", "choice", ("Text-1", "Text-2"))]
    made = projects.create(
        room,
        child,
        name=f"Project-1 {number}",
        type=kind,
        crowd_sourced=False,
        labels=["Label-1", "Label-2"],
        fields=fields if kind == "numbers" else (),
    )
    return made.id


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A box that speaks the marked language: its address, its app and what is in it."""
    logging.getLogger("werkzeug").setLevel(logging.CRITICAL)
    settings = Settings(data=tmp_path_factory.mktemp("box"), announce=False, host="127.0.0.1")
    app = create_app(settings)
    app.extensions["babel"].translation_directories[:] = [marks(tmp_path_factory.mktemp("marks"))]
    world = furnish(app.extensions["crowdbox"].room)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield {"app": app, "url": f"http://localhost:{server.port}", **world}
    app.extensions["crowdbox"].hang_up()
    server.shutdown()
    thread.join()
    server.server_close()
    app.extensions["crowdbox"].close()


@pytest.fixture
def open_as(browser: Browser, marked: Any) -> Iterator[Any]:
    """`open_as("student", "/projects")`: a page of somebody, once its script has run."""
    contexts = []

    def visit(who: str, place: str) -> Page:
        context = browser.new_context(base_url=marked["url"], locale="fr")
        contexts.append(context)
        if who:
            cookie = {"name": "crowdbox", "value": marked[who], "url": marked["url"]}
            context.add_cookies([cookie])  # type: ignore[list-item]
        page = context.new_page()
        page.goto(place.format(**marked))
        page.wait_for_load_state("networkidle")
        return page

    yield visit
    for context in contexts:
        context.close()


def unmarked(page: Page) -> list[str]:
    found: list[str] = page.evaluate(UNMARKED, DATA)
    return found


PAGES = [
    ("", "/about"),
    ("student", "/projects/{shared}"),
    ("student", "/projects/{own}"),
    ("student", "/projects/{images}"),
    ("student", "/projects/{sounds}"),
    ("student", "/projects/{numbers}"),
    ("teacher", "/teacher"),
    ("teacher", "/teacher/people"),
    ("teacher", "/teacher/box"),
    ("teacher", "/teacher/projects/{shared}"),
]


@pytest.mark.parametrize(("who", "place"), PAGES)
def test_a_script_says_nothing_that_is_not_in_the_catalogue(
    open_as: Any, who: str, place: str
) -> None:
    page = open_as(who, place)
    expect(page.locator("main")).to_contain_text("⟦")
    assert unmarked(page) == []


@pytest.mark.parametrize("screen", ["join", "wall", "training", "result", "curve", "try"])
def test_a_screen_of_the_projector_says_nothing_that_is_not_in_the_catalogue(
    open_as: Any, marked: Any, screen: Any
) -> None:
    room = marked["app"].extensions["crowdbox"].room
    show.drive(room, TEACHER, screen=screen, project=marked["shared"])
    page = open_as("projector", "/projector")
    expect(page.locator("body")).to_contain_text("⟦")
    assert unmarked(page) == []


@pytest.mark.parametrize("program", ["", "{program}"])
def test_the_screen_of_a_program_says_nothing_that_is_not_in_the_catalogue(
    open_as: Any, marked: Any, program: str
) -> None:
    room = marked["app"].extensions["crowdbox"].room
    shown = {"project": marked["shared"], "program": program.format(**marked)}
    show.drive(room, TEACHER, screen="program", **shown)
    page = open_as("projector", "/projector")
    expect(page.locator(".p-program")).to_contain_text("⟦" if not program else re.compile("."))
    assert unmarked(page) == []


@pytest.mark.parametrize("who", ["student", "teacher"])
def test_programs_to_begin_with_are_in_the_catalogue(open_as: Any, who: str) -> None:
    page = open_as(who, "/projects/{shared}" if who == "student" else "/teacher/projects/{shared}")
    page.locator("#programs").evaluate("(element) => { element.open = true }")
    page.locator("#starters-box > summary").click()
    expect(page.locator(".starter").first).to_contain_text("⟦")
    assert unmarked(page) == []


def test_what_is_waiting_for_wifi_says_so_in_words_of_the_catalogue(open_as: Any) -> None:
    page = open_as("student", "/projects/{shared}")
    page.context.set_offline(True)
    page.locator("#data").fill("Text-1")
    page.locator(".bucket").first.click()
    page.locator("#add-button").click()
    expect(page.locator(".mine-waiting")).to_have_count(1)
    assert unmarked(page) == []


@pytest.mark.parametrize("kind", ["own", "images", "sounds", "numbers"])
def test_adding_many_says_nothing_that_is_not_in_the_catalogue(open_as: Any, kind: str) -> None:
    page = open_as("student", f"/projects/{{{kind}}}")
    page.locator("#add-many").click()
    expect(page.locator("dialog.batch")).to_contain_text("⟦")
    if kind in {"own", "numbers"}:
        page.locator("#batch-paste").fill("Text-1\tText-1")
        expect(page.locator(".batch-refused")).to_be_visible()
    assert unmarked(page) == []
