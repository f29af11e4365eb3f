import json
import re
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from flask import Flask
from flask.testing import FlaskClient

from appliance.classroom import klass
from appliance.classroom import projects
from appliance.classroom.records import Actor
from appliance.classroom.records import Field
from webui.box import Box

TEACHER = Actor(role="teacher")
PASSWORD = "a long password"
PLACES = ["/teacher", "/teacher/people", "/teacher/box"]
Browser = Callable[[str], FlaskClient]


def start_of(page: str) -> dict[str, Any]:
    """Return what the page's script starts from."""
    found = re.search(r'<script type="application/json" id="page">(.*?)</script>', page, re.S)
    assert found is not None
    value: dict[str, Any] = json.loads(found[1])
    return value


@pytest.mark.parametrize("place", PLACES)
def test_every_place_shows_the_way_in_and_the_remote(teacher: FlaskClient, place: str) -> None:
    page = teacher.get(place).text
    assert "3B" in page
    assert 'id="join-open"' in page
    assert 'id="remote"' in page


@pytest.mark.parametrize("who", ["", "Ada", "projector"])
@pytest.mark.parametrize("place", [*PLACES, "/teacher/projects/any"])
def test_nobody_else_gets_in(browser: Browser, who: str, place: str) -> None:
    reply = browser(who).get(place)
    assert reply.status_code == 303
    assert reply.location == f"/teacher/login?next={place}"


def test_an_unclaimed_box_leads_to_the_claim(client: FlaskClient) -> None:
    assert client.get("/teacher").location == "/claim"


def test_the_password_opens_the_page_that_was_asked_for(browser: Browser) -> None:
    nobody = browser("")
    form = {"password": PASSWORD, "next": "/teacher/people"}
    assert nobody.post("/teacher/login", data=form).location == "/teacher/people"
    assert nobody.get("/teacher/people").status_code == 200


def test_a_wrong_password_says_so_and_opens_nothing(browser: Browser) -> None:
    nobody = browser("")
    reply = nobody.post("/teacher/login", data={"password": "a guess"})
    assert reply.status_code == 403
    assert "That is not the password." in reply.text
    assert nobody.get("/teacher").status_code == 303


@pytest.mark.parametrize(
    "elsewhere",
    ["//evil.example", "https://evil.example", "/teacher/../x", "/join", "/teacher/login"],
)
def test_signing_in_leads_to_no_other_place(browser: Browser, elsewhere: str) -> None:
    form = {"password": PASSWORD, "next": elsewhere}
    assert browser("").post("/teacher/login", data=form).location == "/teacher"


def test_who_is_signed_in_is_not_asked_again(teacher: FlaskClient) -> None:
    assert teacher.get("/teacher/login").location == "/teacher"


def test_the_list_knows_all_projects_and_their_counts(teacher: FlaskClient, world: Any) -> None:
    start = start_of(teacher.get("/teacher").text)
    assert [project["name"] for project in start["projects"]] == ["Weather", "Mine"]
    assert start["counts"][world.shared]["labels"] == {"Sun": 6, "Rain": 6}


def test_a_project_starts_with_all_that_its_steps_need(teacher: FlaskClient, world: Any) -> None:
    start = start_of(teacher.get(f"/teacher/projects/{world.shared}").text)
    assert start["project"]["phase"] == "collect"
    assert start["least"] == 5
    assert [person["name"] for person in start["students"]] == ["Ada", "Ben", "Cem"]
    assert start["models"] == []


def test_a_students_own_project_cannot_be_put_on_the_wall(teacher: FlaskClient, world: Any) -> None:
    page = teacher.get(f"/teacher/projects/{world.private}").text
    assert "by Ben" in page
    assert f'<option value="{world.shared}"' in page
    assert f'<option value="{world.private}"' not in page


def test_a_project_that_is_gone_says_so(teacher: FlaskClient) -> None:
    reply = teacher.get("/teacher/projects/nothing")
    assert reply.status_code == 404
    assert "Perhaps it was deleted" in reply.text


def test_people_are_shown_with_how_much_they_wrote(teacher: FlaskClient, box: Box) -> None:
    start = start_of(teacher.get("/teacher/people").text)
    wrote = {each["name"]: each["examples"] for each in start["students"]}
    assert wrote == {"Ada": 4, "Ben": 16, "Cem": 4}
    assert start["room"]["class_code"] == klass.claimed(box.room).class_code


def test_no_page_carries_the_password(teacher: FlaskClient, box: Box) -> None:
    hashed = klass.claimed(box.room).password
    assert all(hashed not in teacher.get(place).text for place in PLACES)


def test_a_name_with_markup_stays_text(teacher: FlaskClient, box: Box) -> None:
    name = "</script><b id=x>"
    projects.create(box.room, TEACHER, name=name, type="text", crowd_sourced=True)
    page = teacher.get("/teacher").text
    assert "<b id=x>" not in page
    assert start_of(page)["projects"][-1]["name"] == name


def test_the_examples_come_newest_first_page_by_page(teacher: FlaskClient, world: Any) -> None:
    address = f"/api/v1/projects/{world.shared}/examples?order=newest&limit=7"
    first = teacher.get(address).json
    assert first is not None
    second = teacher.get(f"{address}&before={first['next']}").json
    assert second is not None
    places = [item["seq"] for item in first["examples"] + second["examples"]]
    assert len(places) == 12
    assert places == sorted(places, reverse=True)


def test_the_examples_of_one_person_can_be_listed(teacher: FlaskClient, world: Any) -> None:
    query = f"order=newest&label=Sun&contributor={world.students['Ada']}"
    reply = teacher.get(f"/api/v1/projects/{world.shared}/examples?{query}").json
    assert reply is not None
    assert [(item["name"], item["label"]) for item in reply["examples"]] == [("Ada", "Sun")] * 2


def test_everybodys_examples_are_not_for_a_member(student: FlaskClient, world: Any) -> None:
    reply = student.get(f"/api/v1/projects/{world.shared}/examples?order=newest")
    assert reply.status_code == 403


def test_the_two_orders_are_not_mixed(teacher: FlaskClient, world: Any, lesson: Flask) -> None:
    address = f"/api/v1/projects/{world.shared}/examples"
    assert teacher.get(f"{address}?before=3").status_code == 400
    assert teacher.get(f"{address}?order=newest&after=3").status_code == 400


def numbers(box: Box) -> str:
    fields = [Field("Legs", "number"), Field("Skin", "choice", ("fur", "feathers"))]
    wanted: dict[str, Any] = {"type": "numbers", "labels": ["Cat", "Hen"], "fields": fields}
    return projects.create(box.room, TEACHER, name="Pets", crowd_sourced=True, **wanted).id


def test_a_new_project_may_be_of_four_types(teacher: FlaskClient) -> None:
    page = teacher.get("/teacher").text
    types = re.findall(r'name="type" value="(\w+)"', page)
    assert types == ["text", "images", "sounds", "numbers"]


def test_a_project_of_numbers_starts_with_its_fields(teacher: FlaskClient, box: Box) -> None:
    start = start_of(teacher.get(f"/teacher/projects/{numbers(box)}").text)
    assert [field["name"] for field in start["project"]["fields"]] == ["Legs", "Skin"]
    assert start["project"]["fields"][1]["choices"] == ["fur", "feathers"]


def test_only_a_text_is_typed_to_try_it(teacher: FlaskClient, box: Box, world: Any) -> None:
    assert 'id="try-text"' in teacher.get(f"/teacher/projects/{world.shared}").text
    assert 'id="try-text"' not in teacher.get(f"/teacher/projects/{numbers(box)}").text


@pytest.mark.parametrize("panel", ["crowd", "noise", "whose", "learning"])
def test_what_looks_deeper_is_closed_at_first(teacher: FlaskClient, world: Any, panel: str) -> None:
    page = teacher.get(f"/teacher/projects/{world.shared}").text
    assert f'<details class="card panel" id="{panel}">' in page


def test_a_test_set_is_told_as_a_number_of_people(
    teacher: FlaskClient, box: Box, world: Any
) -> None:
    found = projects.get(box.room, TEACHER, world.shared)
    box.room.save(msgspec.structs.replace(found, tested=(world.students["Ada"],)))
    page = teacher.get(f"/teacher/projects/{world.shared}").text
    assert start_of(page)["project"]["tested"] == 1


def test_the_remote_can_show_the_curve(teacher: FlaskClient) -> None:
    assert 'data-screen="curve"' in teacher.get("/teacher").text


def test_a_project_has_the_programs_of_the_class(teacher: FlaskClient, world: Any) -> None:
    page = teacher.get(f"/teacher/projects/{world.shared}").text
    assert "Programs of the class" in page
    assert 'id="scratch-open"' in page


def test_a_students_own_project_has_no_programs_of_the_class(
    teacher: FlaskClient, world: Any
) -> None:
    page = teacher.get(f"/teacher/projects/{world.private}").text
    assert "Programs of the class" not in page
    assert 'id="program-list"' in page


def test_a_box_made_from_the_image_shows_its_machine(boss: FlaskClient) -> None:
    page = boss.get("/teacher/box").text
    assert all(f'id="{part}-card"' in page for part in ("network", "update", "power", "reset"))
    assert "data-machine" in boss.get("/teacher").text


def test_a_laptop_that_serves_has_none_of_it(teacher: FlaskClient) -> None:
    page = teacher.get("/teacher/box").text
    assert not any(f'id="{part}-card"' in page for part in ("network", "update", "power", "reset"))
    assert "data-machine" not in page
