import json
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from appliance.classroom import examples
from appliance.classroom import klass
from appliance.classroom import projects
from appliance.classroom import sessions
from appliance.classroom import show
from appliance.classroom import students
from appliance.classroom import teacher
from appliance.classroom.records import Actor
from appliance.classroom.records import Field
from appliance.classroom.records import Role
from appliance.classroom.room import Room
from appliance.settings import Settings
from webui import create_app
from webui.api.shapes import PredictionOut
from webui.auth import COOKIE
from webui.tried import new_key
from webui.tried import tray
from webui.tried import Tried

TEACHER = Actor(role="teacher")


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    settings = Settings(data=tmp_path, announce=False, host="192.168.1.5", port=8123)
    made = create_app(settings)
    yield made
    made.extensions["crowdbox"].close()


@pytest.fixture
def room(app: Flask) -> Room:
    """A class whose code is known, with a project on the projector."""
    room: Room = app.extensions["crowdbox"].room
    teacher.claim(
        room,
        code="code",
        expected="code",
        password="a password",
        class_name="5b",
        language="en",
        address="",
    )
    made = projects.create(
        room, TEACHER, name="Crews", type="text", crowd_sourced=True, labels=["Bears", "Owls"]
    )
    show.drive(room, TEACHER, screen="wall", project=made.id)
    return room


def signed_in(app: Flask, room: Room, role: Role) -> FlaskClient:
    client = app.test_client()
    client.set_cookie(COOKIE, sessions.open_session(room, role))
    return client


@pytest.fixture
def projector(app: Flask, room: Room) -> FlaskClient:
    return signed_in(app, room, "projector")


@pytest.fixture
def student(app: Flask, room: Room) -> FlaskClient:
    klass.update(room, TEACHER, code_needed=False)
    joined = students.join(room, class_code="", name="Ana", secret=None, address="")
    client = app.test_client()
    client.set_cookie(COOKIE, joined.token)
    return client


def write(room: Room, text: str) -> str:
    project = show.get(room, TEACHER).project
    id = str(uuid.uuid4())
    examples.add(room, TEACHER, project, id=id, label="Bears", data=text)
    return id


def texts(client: FlaskClient) -> list[str]:
    return [item["data"] for item in json.loads(client.get("/projector/newest").data)["examples"]]


def test_a_stranger_sees_the_page_that_pairs(app: Flask, room: Room) -> None:
    page = app.test_client().get("/projector")
    assert page.status_code == 200
    assert 'data-paired="no"' in page.text


def test_a_student_s_browser_is_not_the_projector(student: FlaskClient) -> None:
    assert 'data-paired="no"' in student.get("/projector").text


@pytest.mark.parametrize("role", ["teacher", "projector"])
def test_teacher_and_projector_see_the_show(app: Flask, room: Room, role: Role) -> None:
    assert 'data-paired="yes"' in signed_in(app, room, role).get("/projector").text


def test_the_page_can_wait_for_a_box_without_a_teacher(app: Flask) -> None:
    assert app.test_client().get("/projector").status_code == 200


def test_the_page_has_nothing_to_press(projector: FlaskClient) -> None:
    page = projector.get("/projector").text
    assert not any(f"<{tag}" in page for tag in ("a ", "button", "input", "form", "select"))


def test_the_door_shows_address_and_code(projector: FlaskClient, room: Room) -> None:
    door = json.loads(projector.get("/projector/door").data)
    code = klass.claimed(room).class_code
    expected = {"address": "192.168.1.5:8123", "name": "", "code": code, "open": True}
    assert door == expected | {"wifi": None}


def test_the_door_shows_no_code_where_none_is_needed(projector: FlaskClient, room: Room) -> None:
    klass.update(room, TEACHER, code_needed=False)
    assert json.loads(projector.get("/projector/door").data)["code"] == ""


def test_the_door_says_when_joining_is_locked(projector: FlaskClient, room: Room) -> None:
    klass.update(room, TEACHER, joining_open=False)
    assert json.loads(projector.get("/projector/door").data)["open"] is False


def test_texts_stay_hidden_until_the_teacher_reveals_them(
    projector: FlaskClient, room: Room
) -> None:
    write(room, "hello")
    assert texts(projector) == []
    show.drive(room, TEACHER, revealed=True)
    assert texts(projector) == ["hello"]


def test_revealed_texts_come_newest_first(projector: FlaskClient, room: Room) -> None:
    for number in range(10):
        write(room, f"text {number}")
    show.drive(room, TEACHER, revealed=True)
    assert texts(projector) == [f"text {number}" for number in (9, 8, 7, 6, 5, 4)]


def test_a_hidden_example_is_never_on_the_wall(projector: FlaskClient, room: Room) -> None:
    project = show.get(room, TEACHER).project
    examples.change(room, TEACHER, project, write(room, "rude"), state="hidden")
    show.drive(room, TEACHER, revealed=True)
    assert texts(projector) == []


def test_revealed_texts_do_not_say_who_wrote_them(projector: FlaskClient, room: Room) -> None:
    write(room, "hello")
    show.drive(room, TEACHER, revealed=True)
    (card,) = json.loads(projector.get("/projector/newest").data)["examples"]
    assert set(card) == {"id", "seq", "label", "data", "file", "preview"}


def test_a_revealed_row_is_a_list_of_its_values(projector: FlaskClient, room: Room) -> None:
    fields = [Field("Legs", "number"), Field("Skin", "choice", ("fur", "feathers"))]
    made = projects.create(
        room,
        TEACHER,
        name="Animals",
        type="numbers",
        crowd_sourced=True,
        labels=["Bears", "Owls"],
        fields=fields,
    )
    show.drive(room, TEACHER, screen="wall", project=made.id)
    examples.add(room, TEACHER, made.id, id=str(uuid.uuid4()), label="Owls", data=[2, None])
    show.drive(room, TEACHER, revealed=True)
    (card,) = json.loads(projector.get("/projector/newest").data)["examples"]
    assert (card["data"], card["file"]) == ([2, None], "")


# --- what was tried ---

PREDICTION = PredictionOut(
    label="Bears", name="Bears", confidence=0.9, labels=[], model=1, because=[]
)


@pytest.fixture
def tried(app: Flask, room: Room) -> Tried:
    """A picture that the teacher has just put on the try screen."""
    found = Tried(new_key(), b"a jpeg", "image/jpeg", "", PREDICTION)
    with app.app_context():
        tray().put(found)
    show.drive(room, TEACHER, screen="try", text=found.key)
    return found


def test_the_projector_gets_what_was_tried_with_the_answer(
    projector: FlaskClient, tried: Tried
) -> None:
    told = json.loads(projector.get("/projector/tried").data)
    assert (told["key"], told["prediction"]["label"]) == (tried.key, "Bears")
    file = projector.get(told["file"])
    assert (file.data, file.mimetype) == (b"a jpeg", "image/jpeg")


def test_what_was_tried_before_is_gone(
    app: Flask, projector: FlaskClient, room: Room, tried: Tried
) -> None:
    with app.app_context():
        tray().put(Tried(new_key(), b"another", "image/jpeg", "", PREDICTION))
    assert projector.get("/projector/tried").status_code == 404
    assert projector.get(f"/projector/tried/{tried.key}").status_code == 404


def test_a_text_on_the_try_screen_is_no_file(projector: FlaskClient, room: Room) -> None:
    show.drive(room, TEACHER, screen="try", text="hello")
    assert projector.get("/projector/tried").status_code == 404


def test_nobody_but_teacher_and_projector_sees_what_was_tried(
    app: Flask, student: FlaskClient, tried: Tried
) -> None:
    for path in ("/projector/tried", f"/projector/tried/{tried.key}"):
        assert app.test_client().get(path).status_code == 401
        assert student.get(path).status_code == 403


@pytest.mark.parametrize("path", ["/projector/door", "/projector/newest"])
def test_strangers_and_students_learn_nothing(app: Flask, student: FlaskClient, path: str) -> None:
    assert app.test_client().get(path).status_code == 401
    assert student.get(path).status_code == 403
