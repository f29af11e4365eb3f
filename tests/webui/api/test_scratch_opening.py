"""Opening the Scratch editor from a page."""

import json

import pytest

from appliance.classroom.records import Show
from webui.api import scratch_opening
from webui.scratch.built import built

DOOR = "/api/v1/scratch/programs"


@pytest.fixture
def there(tmp_path, monkeypatch):
    """A built editor."""
    made = tmp_path / "scratch"
    made.mkdir()
    (made / "gui.js").write_text("1")
    (made / "manifest.json").write_text(json.dumps({"version": "1", "script": "gui.js"}))
    monkeypatch.setattr(scratch_opening, "built", lambda: built(made))


def opened(client, world, **body):
    return client.post(f"/api/v1/projects/{world.shared}/scratch", json=body)


@pytest.fixture
def adas(editor, sb3):
    saved = editor("Ada").post(f"{DOOR}?name=Quiz", data=sb3(1))
    return saved.json["id"]


def test_a_student_opens_the_editor_of_a_class_project(there, student, world, at_scratch):
    reply = opened(student, world)
    token = reply.json["token"]
    assert reply.status_code == 201
    assert reply.json["url"] == f"http://localhost:8124/scratch/#{token}"
    assert at_scratch(token).get("/api/v1/scratch/about").json["me"]["name"] == "Ada"


def test_a_box_without_the_editor_says_so(student, world, monkeypatch, tmp_path):
    monkeypatch.setattr(scratch_opening, "built", lambda: built(tmp_path))
    reply = opened(student, world)
    assert (reply.status_code, reply.json["error"]["code"]) == (503, "no_scratch")


def test_the_teacher_watches_a_students_program_and_saves_nothing(
    there, teacher, world, adas, at_scratch, sb3
):
    token = opened(teacher, world, program=adas, watch=True).json["token"]
    watching = at_scratch(token)
    assert watching.get(f"{DOOR}/{adas}/file").data == sb3(1)
    assert watching.get("/api/v1/scratch/about").json["tool"] == "scratch_watch"
    assert watching.post(f"{DOOR}?name=x", data=sb3(2)).status_code == 403
    assert watching.post("/api/v1/scratch/train").status_code == 403


def test_nobody_edits_somebody_elses_program(there, teacher, browser, world, adas):
    assert opened(teacher, world, program=adas).status_code == 404
    assert opened(browser("Cem"), world, program=adas, watch=True).status_code == 404


def test_a_projector_watches_the_program_on_show_alone(there, browser, world, adas, box):
    screen = browser("projector")
    assert opened(screen, world, program=adas, watch=True).status_code == 404
    box.room.db.run(lambda: box.room.put(Show(project=world.shared, program=adas)))
    assert opened(screen, world, program=adas, watch=True).status_code == 201
    assert opened(screen, world).json["error"]["code"] == "bad_request"


def test_watching_needs_a_program(there, teacher, world):
    assert opened(teacher, world, watch=True).json["error"]["field"] == "program"


def test_the_editor_begins_in_the_language_of_the_page(there, student, world, at_scratch):
    student.set_cookie("language", "fr")
    token = opened(student, world).json["token"]
    assert at_scratch(token).get("/api/v1/scratch/about").json["language"] == "fr"


def test_whoever_signs_out_ends_their_editors(there, student, world, at_scratch):
    token = opened(student, world).json["token"]
    student.post("/api/v1/logout")
    assert at_scratch(token).get("/api/v1/scratch/about").status_code == 401
