import logging

import pytest

from appliance.classroom.problems import KINDS
from appliance.classroom.problems import Problem
from appliance.storage import StorageFailed
from appliance.storage import StorageFull
from webui import problems

SECRET = "what a child wrote"


@pytest.fixture
def failing(app):
    """A box with two routes that raise what a test puts there."""
    raised = []

    def fail():
        raise raised[0]

    app.add_url_rule("/api/v1/fail", "fail", fail)
    app.add_url_rule("/fail", "fail_page", fail)
    client = app.test_client()
    client.raised = raised
    return client


def test_an_unexpected_error_is_told_and_logged_without_anybodys_words(failing, caplog):
    failing.raised.append(ValueError(SECRET))
    with caplog.at_level(logging.DEBUG):
        reply = failing.get(f"/api/v1/fail?text={SECRET}")
    assert (reply.status_code, reply.json["error"]["code"]) == (500, "server_error")
    assert SECRET not in reply.text + caplog.text
    assert "ValueError" in caplog.text
    assert "test_problems.py" in caplog.text


def test_a_page_that_fails_shows_words_and_no_trace(failing):
    failing.raised.append(ValueError(SECRET))
    reply = failing.get("/fail")
    assert reply.status_code == 500
    assert KINDS["server_error"].message in reply.text
    assert SECRET not in reply.text
    assert "Traceback" not in reply.text


def test_a_page_that_cannot_even_be_drawn_still_says_what_happened(failing):
    failing.application.jinja_env.globals.pop("asset")
    reply = failing.get("/nothing/here")
    assert reply.status_code == 404
    assert KINDS["not_found"].message in reply.text


@pytest.mark.parametrize(
    ("error", "code"), [(StorageFull(), "storage_full"), (StorageFailed(), "storage_failed")]
)
def test_a_full_or_broken_card_is_told_as_such(failing, error, code):
    failing.raised.append(error)
    reply = failing.get("/api/v1/fail")
    assert (reply.status_code, reply.json["error"]["code"]) == (507, code)


def test_whoever_has_to_wait_is_told_how_long(failing):
    failing.raised.append(Problem("wait", seconds=7))
    reply = failing.get("/api/v1/fail")
    assert reply.headers["Retry-After"] == "7"
    assert "7 seconds" in reply.json["error"]["message"]


def test_the_field_at_fault_is_named_only_where_there_is_one(failing):
    failing.raised.append(Problem("not_found"))
    assert set(failing.get("/api/v1/fail").json["error"]) == {"code", "message"}


def test_problems_speak_the_visitors_language(failing):
    failing.raised.append(Problem("not_found"))
    reply = failing.get("/api/v1/fail", headers={"Accept-Language": "fr"})
    assert reply.json["error"]["message"] != KINDS["not_found"].message


def test_a_page_that_is_not_there_is_a_page(client):
    reply = client.get("/nothing/here")
    assert reply.status_code == 404
    assert KINDS["not_found"].message in reply.text


def test_a_problem_that_was_expected_is_not_logged(caplog):
    problems.as_problem(Problem("not_found"))
    assert caplog.text == ""
