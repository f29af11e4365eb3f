import pytest

from appliance.storage import Change
from webui import news

PROJECT = {"id": "p", "name": "a", "labels": [], "phase": "collect", "model": 0}
EXAMPLE = {"id": "e", "project": "p"}


def marks(table, old, new):
    return list(news.of(Change(table, 7, old, new)))


@pytest.mark.parametrize(("old", "new"), [(None, EXAMPLE), (EXAMPLE, None), (EXAMPLE, EXAMPLE)])
def test_a_changed_example_changes_the_counts_and_is_shown_to_staff(old, new):
    assert marks("examples", old, new) == [("counts", "p"), ("example", "p", "7", "e")]


def test_a_renamed_project_is_told_as_a_whole():
    assert marks("projects", PROJECT, {**PROJECT, "name": "b"}) == [("project", "p")]


def test_a_new_phase_is_told_as_such():
    assert ("phase", "p") in marks("projects", PROJECT, {**PROJECT, "phase": "use"})


def test_new_labels_change_the_counts():
    assert ("counts", "p") in marks("projects", PROJECT, {**PROJECT, "labels": ["x"]})


def test_a_new_model_changes_what_the_projector_says():
    told = marks("projects", PROJECT, {**PROJECT, "model": 1})
    assert told == [("project", "p"), ("model", "p"), ("show",)]


def test_an_ended_session_is_hung_up_on_and_a_new_one_is_no_news():
    session = {"token": "hash"}
    assert marks("sessions", session, None) == [("gone", "hash")]
    assert marks("sessions", None, session) == []


@pytest.mark.parametrize(
    ("table", "mark"), [("students", "people"), ("show", "show"), ("class", "class")]
)
def test_what_concerns_the_room_is_told_to_staff(table, mark):
    assert marks(table, None, {"id": "x"}) == [(mark,)]
    assert mark in news.FOR_STAFF


def test_a_saved_or_deleted_program_is_told_to_its_author_and_staff():
    program = {"id": "g", "project": "p", "contributor": "s"}
    assert marks("programs", None, program) == [("programs", "p", "s")]
    assert marks("programs", program, None) == [("programs", "p", "s")]


def test_keys_and_models_are_no_news_by_themselves():
    assert marks("keys", None, {}) == marks("models", None, {}) == []
