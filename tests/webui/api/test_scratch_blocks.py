"""What the blocks in Scratch ask for."""

import uuid

import pytest

from appliance.trainer_messages import LabelConfidence
from appliance.trainer_messages import Prediction
from webui.api import scratch_blocks
from webui.api.scratch_blocks import AT_ONCE
from webui.api.scratch_blocks import MOST_ITEMS

ABOUT = "/api/v1/scratch/about"
PREDICTIONS = "/api/v1/scratch/predictions"


def test_a_student_is_told_of_the_project_and_what_they_may_do(editor, world):
    about = editor("Ada").get(ABOUT).json
    assert about["project"]["id"] == world.shared
    assert about["me"] == {"role": "student", "id": world.students["Ada"], "name": "Ada"}
    assert about["may"] == {"add": True, "train": False, "save": True}
    assert sum(about["counts"].values()) == 12


def test_the_teacher_may_train_and_a_watcher_does_nothing(editor):
    assert editor("teacher").get(ABOUT).json["may"]["train"]
    watching = editor("teacher", tool="scratch_watch").get(ABOUT).json
    assert watching["may"] == {"add": False, "train": False, "save": False}


def test_a_projector_is_nobody_by_name(editor):
    me = editor("projector", tool="scratch_watch").get(ABOUT).json["me"]
    assert me == {"role": "projector", "id": "", "name": ""}


def test_a_project_that_is_gone_ends_its_editors(editor, teacher, world):
    ada = editor("Ada")
    teacher.delete(f"/api/v1/projects/{world.shared}")
    assert ada.get(ABOUT).json["error"]["code"] == "login_needed"


def test_without_a_model_the_box_says_so(editor):
    reply = editor("Ada").post(PREDICTIONS, json={"items": ["bright"]})
    assert (reply.status_code, reply.json["error"]["code"]) == (409, "no_model")


def test_several_items_are_answered_in_their_order(taught, editor):
    asked = {"items": ["bright warm day", "", "wet grey drops"], "why": True}
    reply = editor("Ada").post(PREDICTIONS, json=asked).json
    first, bad, last = reply["answers"]
    assert reply["model"] == 1
    assert (first["name"], last["name"], bad) == ("Sun", "Rain", {"error": "bad_text"})
    assert first["word"] in {"bright", "warm", "day"}
    assert 0.5 < first["confidence"] <= 1


def test_the_word_is_found_only_if_asked(taught, editor):
    reply = editor("Ada").post(PREDICTIONS, json={"items": ["bright warm day"]}).json
    assert reply["answers"][0]["word"] == ""


@pytest.mark.parametrize(
    ("steps", "field"), [([{"field": "skin"}, {"field": "legs"}], "skin"), ([], "")]
)
def test_of_numbers_the_field_that_the_tree_asks_for_first_is_told(steps, field):
    why = {"kind": "path", "steps": steps, "label": "l", "agrees": 1.0}
    said = Prediction(labels=[LabelConfidence("l", 1.0)], because=[], why=why)
    assert scratch_blocks._answer(said, {}).word == field


@pytest.mark.parametrize("count", [0, MOST_ITEMS + 1])
def test_a_request_has_one_to_sixteen_items(taught, editor, count):
    reply = editor("Ada").post(PREDICTIONS, json={"items": ["x"] * count})
    assert reply.json["error"]["code"] == "bad_request"


def test_items_that_are_all_bad_get_their_codes(taught, editor):
    reply = editor("Ada").post(PREDICTIONS, json={"items": ["", ""]}).json
    assert reply["answers"] == [{"error": "bad_text"}] * 2


def test_loops_beyond_their_share_are_told_to_wait(taught, editor):
    for _ in range(AT_ONCE):
        scratch_blocks._turns.acquire()
    try:
        reply = editor("Ada").post(PREDICTIONS, json={"items": ["bright"]})
    finally:
        scratch_blocks._turns.release(AT_ONCE)
    assert (reply.status_code, reply.json["error"]["code"]) == (429, "busy")
    assert reply.headers["Retry-After"] == "1"


def test_an_example_is_added_once(editor, world):
    ada, new = editor("Ada"), {"id": str(uuid.uuid4()), "label": "Sun", "data": "hot"}
    replies = [ada.post("/api/v1/scratch/examples", json=new) for _ in range(2)]
    assert [reply.status_code for reply in replies] == [201, 200]
    assert sum(ada.get(ABOUT).json["counts"].values()) == 13


def test_only_the_teacher_trains_a_class_project(taught, editor):
    assert editor("Ada").post("/api/v1/scratch/train").status_code == 403
    assert editor("teacher").post("/api/v1/scratch/train").status_code == 202
