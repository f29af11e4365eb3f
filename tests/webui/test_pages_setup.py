from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from appliance.claim import claim_code
from appliance.classroom import klass
from appliance.classroom.records import Actor
from webui.box import Box

TEACHER = Actor(role="teacher")
Browser = Callable[[str], FlaskClient]


@pytest.fixture
def form(app: Flask) -> dict[str, str]:
    """What a teacher types on the first visit."""
    box: Box = app.extensions["crowdbox"]
    code = claim_code(box.paths.data)
    return {"code": code, "password": "a long password", "class_name": "5b", "language": "fr"}


def test_the_front_door_of_a_new_box_is_the_claim(client: FlaskClient) -> None:
    assert client.get("/").location == "/claim"
    assert client.get("/join").location == "/claim"


@pytest.mark.parametrize(
    ("who", "home"),
    [("", "/join"), ("Ada", "/projects"), ("teacher", "/teacher"), ("projector", "/projector")],
)
def test_the_front_door_leads_everybody_home(browser: Browser, who: str, home: str) -> None:
    assert browser(who).get("/").location == home


def test_claiming_signs_the_teacher_in(client: FlaskClient, form: dict[str, str]) -> None:
    reply = client.post("/claim", data=form)
    assert (reply.status_code, reply.location) == (303, "/teacher")
    assert client.get("/").location == "/teacher"


def test_a_claim_code_works_once(app: Flask, client: FlaskClient, form: dict[str, str]) -> None:
    client.post("/claim", data=form)
    again = app.test_client().post("/claim", data=form)
    assert (again.status_code, "already has a teacher" in again.text) == (409, False)
    assert "déjà un professeur" in again.text


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("code", "AAAA-AAAA", "That is not the claim code."),
        ("password", "short", "at least 8 characters"),
        ("class_name", "  ", "That name does not work."),
    ],
)
def test_a_mistake_is_said_at_its_field_and_nothing_else_is_lost(
    client: FlaskClient, form: dict[str, str], field: str, typed: str, said: str
) -> None:
    page = client.post("/claim", data={**form, field: typed}).text
    assert said in page.split(f'id="{field}-error"')[1].split("</p>")[0]
    kept = next(name for name in ("class_name", "code") if name != field)
    assert f'value="{form[kept]}"' in page


def test_the_password_is_never_sent_back(client: FlaskClient, form: dict[str, str]) -> None:
    assert form["password"] not in client.post("/claim", data={**form, "code": "no"}).text


def test_a_language_is_remembered_and_leads_back(browser: Browser) -> None:
    nobody = browser("")
    reply = nobody.post("/language", data={"language": "fr", "back": "/join?code=123456"})
    assert reply.location == "/join?code=123456"
    assert '<html lang="fr">' in nobody.get("/join").text


def test_an_unknown_language_is_refused(browser: Browser) -> None:
    assert browser("").post("/language", data={"language": "tlh"}).status_code == 400


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "/\\evil.example", ""])
def test_nobody_is_led_to_another_site(browser: Browser, back: str) -> None:
    reply = browser("").post("/language", data={"language": "en", "back": back})
    assert reply.location == "/"


def test_only_teacher_and_projector_get_the_class_code_in_the_picture(
    browser: Browser, box: Box
) -> None:
    drawings = {
        who: browser(who).get("/qr.svg").data for who in ("", "Ada", "teacher", "projector")
    }
    assert drawings[""] == drawings["Ada"] != drawings["teacher"] == drawings["projector"]
    klass.update(box.room, TEACHER, code_needed=False)
    assert browser("teacher").get("/qr.svg").data == drawings[""]


def test_a_page_that_is_not_there_says_what_to_press(browser: Browser) -> None:
    reply = browser("").get("/nothing/here")
    assert reply.status_code == 404
    assert "Back to the start" in reply.text


def test_no_page_carries_script_or_style_of_its_own(browser: Browser, box: Box) -> None:
    for place in ("/join", "/nothing", "/teacher/login"):
        page = browser("").get(place).text
        assert " style=" not in page
        assert "<style" not in page
        assert "<script>" not in page
