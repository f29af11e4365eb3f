"""Scratch programs on the pages: students find theirs, the teacher looks, shows and deletes."""

import logging
import threading
from collections.abc import Callable
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Browser
from playwright.sync_api import expect
from playwright.sync_api import Page
from werkzeug.serving import make_server

from appliance import starters
from appliance.classroom import programs
from appliance.classroom import projects
from appliance.classroom import sessions
from appliance.classroom import show
from appliance.classroom import students
from appliance.classroom import teacher
from appliance.classroom.records import Actor
from appliance.settings import Settings
from webui import create_app

TEACHER = Actor(role="teacher")
LAPTOP = {"width": 1366, "height": 768}
AXE = Path(__file__).parents[2] / "webui" / "client" / "node_modules" / "axe-core" / "axe.min.js"
NAME = "<b>Hat</b> & co"


def furnish(room: Any) -> Any:
    """Put a class into the room: Ada and Ben, a project, and everybody's token."""
    claimed = {"code": "k", "expected": "k", "password": "a password", "address": ""}
    token = teacher.claim(room, class_name="5b", language="en", **claimed)
    code = str(room.db.table("class").all()[0]["class_code"])
    joined = {
        name: students.join(room, class_code=code, name=name, secret=None, address="")
        for name in ("Ada", "Ben")
    }
    made = projects.create(
        room, TEACHER, name="Houses", type="text", crowd_sourced=True, labels=["Brave", "Kind"]
    )
    return SimpleNamespace(
        room=room,
        project=made,
        people={name: Actor(role="student", student=it.student.id) for name, it in joined.items()},
        tokens={
            "teacher": token,
            "projector": sessions.open_session(room, "projector"),
            **{name: it.token for name, it in joined.items()},
        },
    )


@pytest.fixture
def lesson(tmp_path: Path) -> Iterator[Any]:
    """A box with a class, served at `lesson.url`."""
    logging.getLogger("werkzeug").setLevel(logging.CRITICAL)
    app = create_app(Settings(data=tmp_path, announce=False, host="127.0.0.1"))
    box = app.extensions["crowdbox"]
    made = furnish(box.room)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    made.url = f"http://localhost:{server.port}"
    yield made
    box.hang_up()
    server.shutdown()
    thread.join()
    server.server_close()
    box.close()


@pytest.fixture
def open_as(browser: Browser, lesson: Any) -> Iterator[Callable[[str, str], Page]]:
    """`open_as("Ada", "/projects/…")`: a page of somebody, with all that it asked for."""
    contexts = []

    def visit(who: str, place: str) -> Page:
        context = browser.new_context(base_url=lesson.url, viewport=LAPTOP, bypass_csp=True)  # type: ignore[arg-type]
        contexts.append(context)
        cookie = {"name": "crowdbox", "value": lesson.tokens[who], "url": lesson.url}
        context.add_cookies([cookie])  # type: ignore[list-item]
        page = context.new_page()
        page.goto(place)
        page.wait_for_load_state("networkidle")
        return page

    yield visit
    for context in contexts:
        context.close()


def save(lesson: Any, who: str, name: str) -> str:
    body = starters.build(starters.ALL[0], lesson.project, str)
    saved, _ = programs.save(lesson.room, lesson.people[who], lesson.project.id, body, name=name)
    return saved.id


def of_teacher(open_as: Callable[[str, str], Page], lesson: Any) -> Page:
    page = open_as("teacher", f"/teacher/projects/{lesson.project.id}")
    page.locator("#programs > summary").click()
    return page


def test_a_student_without_model_and_program_sees_nothing_of_scratch(
    open_as: Any, lesson: Any
) -> None:
    save(lesson, "Ben", "Not hers")
    page = open_as("Ada", f"/projects/{lesson.project.id}")
    expect(page.locator("#scratch")).to_be_hidden()


def test_a_student_finds_a_program_that_was_just_saved(open_as: Any, lesson: Any) -> None:
    page = open_as("Ada", f"/projects/{lesson.project.id}")
    save(lesson, "Ben", "Not hers")
    save(lesson, "Ada", NAME)
    expect(page.locator("#programs .program-name")).to_have_text([NAME])


def test_a_student_sees_what_to_begin_with(open_as: Any, lesson: Any) -> None:
    save(lesson, "Ada", NAME)
    page = open_as("Ada", f"/projects/{lesson.project.id}")
    page.locator("#starters-box summary").click()
    titles = [starter.title for starter in starters.for_type("text")]
    expect(page.locator(".starter b")).to_have_text(titles)


def test_the_teacher_deletes_a_program(open_as: Any, lesson: Any) -> None:
    save(lesson, "Ada", NAME)
    save(lesson, "Ben", "Quiz")
    page = of_teacher(open_as, lesson)
    page.get_by_role("button", name=f"Delete: {NAME}").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.locator(".program-name")).to_have_text(["Quiz"])
    expect(page.locator("#programs > summary")).to_be_focused()


def test_the_teacher_shows_a_program_on_the_projector(open_as: Any, lesson: Any) -> None:
    shown = save(lesson, "Ada", NAME)
    page = of_teacher(open_as, lesson)
    button = page.get_by_role("button", name="Show on the projector: ")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#remote-says")).to_have_text("A program")
    page.reload()
    assert show.get(lesson.room, TEACHER).program == shown


def test_the_panel_of_programs_is_for_everybody(open_as: Any, lesson: Any) -> None:
    save(lesson, "Ada", NAME)
    page = of_teacher(open_as, lesson)
    page.locator("#starters-box summary").click()
    expect(page.locator(".starter")).not_to_have_count(0)
    page.add_script_tag(path=AXE)
    found = page.evaluate("async () => (await axe.run(document)).violations.map(({id}) => id)")
    assert found == []


def test_a_program_that_is_deleted_leaves_the_projector(open_as: Any, lesson: Any) -> None:
    shown = save(lesson, "Ada", NAME)
    show.drive(lesson.room, TEACHER, screen="program", project=lesson.project.id, program=shown)
    page = open_as("projector", "/projector")
    expect(page.locator("main > .p-program")).to_be_visible()
    programs.delete(lesson.room, TEACHER, lesson.project.id, shown)
    expect(page.locator("main > .p-join")).to_be_visible()
