"""Programs to begin with: listed on both doors, and made for the project of the editor's token."""

import io
import json
import zipfile

import pytest

from appliance import starters
from appliance.classroom import projects
from appliance.classroom.records import Actor
from appliance.classroom.records import Field
from appliance.starters.model import extension_id
from webui import words

DOOR = "/api/v1/scratch/starters"
TEXTS = [starter.id for starter in starters.for_type("text")]


def ids(reply):
    return [starter["id"] for starter in reply.json["starters"]]


def test_a_project_lists_the_starters_of_its_type(world, student):
    reply = student.get(f"/api/v1/projects/{world.shared}/starters")
    assert ids(reply) == TEXTS
    assert reply.json["starters"][0] == {
        "id": "sorting-hat", "title": "Sorting hat", "type": "text",
        "what": "A hat asks about you and says where you belong.",
    }  # fmt: skip


def test_the_editor_lists_those_of_its_tokens_project(editor):
    assert ids(editor("Ada").get(DOOR)) == TEXTS


def test_a_starter_has_the_blocks_of_the_tokens_project(editor, world):
    reply = editor("Ada").get(f"{DOOR}/sorting-hat/file")
    with zipfile.ZipFile(io.BytesIO(reply.data)) as archive:
        project = json.loads(archive.read("project.json"))
    assert (reply.status_code, reply.mimetype) == (200, "application/x.scratch.sb3")
    assert project["extensions"] == [extension_id(world.shared)]
    assert "Sorting%20hat.sb3" in reply.headers["Content-Disposition"].replace(" ", "%20")


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("starter", starters.ALL, ids=lambda starter: starter.id)
def test_each_starter_comes_in_each_language(starter, language, editor, box):
    fields = (Field("Legs", "number"),) if starter.type == "numbers" else ()
    teacher = Actor(role="teacher")
    made = projects.create(
        box.room, teacher, name="New", type=starter.type, crowd_sourced=True, fields=fields
    )
    reply = editor("Ada", project=made.id).get(f"{DOOR}/{starter.id}/file?language={language}")
    assert zipfile.ZipFile(io.BytesIO(reply.data)).testzip() is None


def test_a_language_that_the_box_does_not_speak_becomes_the_classs(editor):
    assert editor("Ada").get(f"{DOOR}?language=xx").json == editor("Ada").get(DOOR).json


@pytest.mark.parametrize("starter", ["picture-guesser", "nothing"])
def test_what_is_no_starter_of_the_type_is_not_found(editor, starter):
    assert editor("Ada").get(f"{DOOR}/{starter}/file").status_code == 404


def test_others_get_none_of_a_private_project(world, student, browser):
    here = f"/api/v1/projects/{world.private}/starters"
    assert (student.get(here).status_code, browser("").get(here).status_code) == (404, 401)


@pytest.mark.parametrize("who", ["", "Ada", "teacher", "projector"])
@pytest.mark.parametrize("path", [DOOR, f"{DOOR}/sorting-hat/file"])
def test_the_editors_door_opens_with_its_tokens_only(browser, path, who):
    assert browser(who).get(path).status_code in {401, 403, 404}
