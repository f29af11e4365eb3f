import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from appliance.classroom import klass
from appliance.classroom import students
from appliance.classroom.pictures import PICTURES
from appliance.classroom.records import Actor
from webui.box import Box
from webui.pages.picture_names import NAMES

TEACHER = Actor(role="teacher")
Browser = Callable[[str], FlaskClient]


@pytest.fixture
def code(box: Box) -> str:
    return klass.claimed(box.room).class_code


@pytest.fixture
def nobody(browser: Browser) -> FlaskClient:
    return browser("")


def pictures_on(page: str) -> list[str]:
    """Return the ids of the pictures that the page draws large."""
    shown = page.split('<ol class="secret')[1].split("</ol>")[0]
    return re.findall(r"#(\w+)\"", shown)


def test_the_code_of_a_qr_is_filled_in(nobody: FlaskClient, code: str) -> None:
    assert f'value="{code}"' in nobody.get(f"/join?code={code}").text


def test_joining_shows_four_pictures_once(nobody: FlaskClient, code: str) -> None:
    reply = nobody.post("/join", data={"class_code": code, "name": "Zoë"})
    assert reply.location == "/secret"
    page = nobody.get("/secret").text
    assert "Zoë" in page
    assert len(pictures_on(page)) == 4
    nobody.post("/secret")
    assert nobody.get("/secret").location == "/"


def test_who_knows_the_pictures_is_the_same_student_again(
    browser: Browser, box: Box, code: str
) -> None:
    one, other = browser(""), browser("")
    one.post("/join", data={"class_code": code, "name": "Zoë"})
    secret = pictures_on(one.get("/secret").text)
    reply = other.post("/join", data={"class_code": code, "name": "zoë", "secret": secret})
    assert reply.location == "/projects"
    assert sum(item.name == "Zoë" for item in students.everyone(box.room, TEACHER)) == 1


def test_pictures_are_picked_one_by_one_without_a_script(nobody: FlaskClient, code: str) -> None:
    form = {"class_code": code, "name": "Ada", "secret": ["cat"], "pick": "sun"}
    page = nobody.post("/join", data=form).text
    assert re.findall(r'name="secret" value="(\w+)"', page) == ["cat", "sun"]
    page = nobody.post("/join", data={**form, "undo": "1"}).text
    assert re.findall(r'name="secret" value="(\w+)"', page) == ["cat"]


def test_a_taken_name_asks_for_the_pictures(nobody: FlaskClient, code: str) -> None:
    reply = nobody.post("/join", data={"class_code": code, "name": "ADA"})
    assert reply.status_code == 403
    assert "“<bdi>ADA</bdi>” is already in the class. Is that you?" in reply.text
    assert reply.text.count('name="pick"') == len(PICTURES)


def test_wrong_pictures_let_nobody_in(nobody: FlaskClient, code: str) -> None:
    wrong = ["cat", "cat", "cat", "cat"]
    reply = nobody.post("/join", data={"class_code": code, "name": "Ada", "secret": wrong})
    assert "Those are not your four pictures." in reply.text
    assert nobody.get("/projects").location == "/join"


def test_who_was_here_before_gets_the_pictures_at_once(nobody: FlaskClient, code: str) -> None:
    page = nobody.post("/join", data={"class_code": code, "name": "Ada", "before": "1"}).text
    assert "Nice to see you again!" in page


def test_a_wrong_code_keeps_the_name_and_says_so_at_the_code(
    nobody: FlaskClient, code: str
) -> None:
    wrong = "111111" if code != "111111" else "222222"
    page = nobody.post("/join", data={"class_code": wrong, "name": "Zoë"}).text
    assert "That is not the class code." in page.split('id="class_code-error"')[1].split("</p>")[0]
    assert 'value="Zoë"' in page


def test_a_name_that_is_none_says_so_at_the_name(nobody: FlaskClient, code: str) -> None:
    page = nobody.post("/join", data={"class_code": code, "name": "\u200b"}).text
    assert "That name does not work." in page.split('id="name-error"')[1].split("</p>")[0]


def test_no_code_is_asked_for_where_none_is_needed(nobody: FlaskClient, box: Box) -> None:
    klass.update(box.room, TEACHER, code_needed=False)
    assert 'name="class_code"' not in nobody.get("/join").text
    assert nobody.post("/join", data={"name": "Zoë"}).location == "/secret"


def test_locked_joining_is_said_before_anybody_types(nobody: FlaskClient, box: Box) -> None:
    klass.update(box.room, TEACHER, joining_open=False)
    assert "Joining is locked for new students." in nobody.get("/join").text


def test_a_shared_device_asks_who_is_there(student: FlaskClient) -> None:
    page = student.get("/join").text
    assert "I am <bdi>Ada</bdi>" in page
    assert "I am someone else" in page


def test_leaving_makes_room_for_the_next(student: FlaskClient) -> None:
    assert student.post("/leave").location == "/join"
    assert student.get("/projects").location == "/join"


def test_a_name_cannot_become_part_of_the_page(nobody: FlaskClient, code: str) -> None:
    nobody.post("/join", data={"class_code": code, "name": "<b>Zoë"})
    assert "<b>Zoë" not in nobody.get("/secret").text


def test_forged_pictures_in_the_cookie_show_nothing(student: FlaskClient) -> None:
    student.set_cookie("pictures", "cat.dog.<b>.sun", path="/secret")
    assert student.get("/secret").location == "/"


def test_every_picture_has_a_name_and_a_drawing(nobody: FlaskClient) -> None:
    assert tuple(NAMES) == PICTURES
