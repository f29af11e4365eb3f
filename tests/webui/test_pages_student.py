import io
import json
import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image

from appliance.classroom import examples
from appliance.classroom import projects
from appliance.classroom.records import Actor
from webui.box import Box

TEACHER = Actor(role="teacher")
Browser = Callable[[str], FlaskClient]


@pytest.fixture
def shared(world: Any) -> str:
    """The path of the class's project."""
    return f"/projects/{world.shared}"


@pytest.fixture
def form(world: Any) -> dict[str, str]:
    """What the plain form of the class's project sends for Ada."""
    return {
        "id": str(uuid.uuid4()),
        "student": world.students["Ada"],
        "label": "Sun",
        "data": "a very bright morning",
    }


def total(box: Box, project: str) -> int:
    return examples.counts(box.room, TEACHER, project).total


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_home_shows_the_class_projects_and_only_ones_own(browser: Browser) -> None:
    ada, ben = browser("Ada").get("/projects").text, browser("Ben").get("/projects").text
    assert "Weather" in ada
    assert "Mine" not in text_of(ada)
    assert "Mine" in text_of(ben)


def test_home_counts_what_one_wrote(student: FlaskClient) -> None:
    assert "12 examples, 4 from you" in text_of(student.get("/projects").text)


def test_a_new_project_is_ones_own_and_opens(student: FlaskClient, box: Box, world: Any) -> None:
    place = student.post("/projects", data={"name": "Jokes"}).location
    made = projects.get(box.room, TEACHER, place.split("/")[-1])
    assert (made.owner, made.crowd_sourced) == (world.students["Ada"], False)
    assert "What should the computer tell apart?" in student.get(place).text


def test_a_bad_project_name_is_said_and_kept(student: FlaskClient) -> None:
    reply = student.post("/projects", data={"name": "x" * 40})
    assert reply.status_code == 400
    assert "x" * 40 in reply.text


def test_a_project_shows_labels_counts_and_own_examples(student: FlaskClient, shared: str) -> None:
    page = student.get(shared).text
    assert re.findall(r'bucket-count">(\d+)<', page) == ["6", "6"]
    assert page.count('class="mine-item"') == 4


def test_a_plain_form_adds_an_example_once(
    student: FlaskClient, shared: str, form: dict[str, str], box: Box, world: Any
) -> None:
    before = total(box, world.shared)
    replies = [student.post(shared, data=form) for _ in range(2)]
    assert [reply.status_code for reply in replies] == [303, 303]
    assert total(box, world.shared) == before + 1
    assert form["data"] in student.get(replies[0].location).text


def test_each_page_has_an_id_of_its_own_for_the_plain_form(
    student: FlaskClient, shared: str
) -> None:
    ids = {re.search(r'name="id" value="([^"]+)"', student.get(shared).text)[1] for _ in range(2)}  # type: ignore[index]
    assert len(ids) == 2


def test_a_refused_example_stays_in_the_form_with_its_id(
    student: FlaskClient, shared: str, form: dict[str, str]
) -> None:
    reply = student.post(shared, data={**form, "label": ""})
    assert reply.status_code == 400
    assert form["data"] in reply.text
    assert f'value="{form["id"]}"' in reply.text


def test_what_one_student_typed_is_never_stored_as_anothers(
    browser: Browser, shared: str, form: dict[str, str], box: Box, world: Any
) -> None:
    before = total(box, world.shared)
    reply = browser("Ben").post(shared, data=form)
    assert reply.status_code == 409
    assert "Somebody else is signed in" in reply.text
    assert total(box, world.shared) == before


def test_a_script_of_one_students_page_is_refused_with_anothers_cookie(
    browser: Browser, world: Any, form: dict[str, str]
) -> None:
    example = {key: form[key] for key in ("id", "label", "data")}
    for who, status in (("Ben", 409), ("Ada", 201)):
        reply = browser(who).post(
            f"/api/v1/projects/{world.shared}/examples",
            json=example,
            headers={"Crowdbox-Student": world.students["Ada"]},
        )
        assert reply.status_code == status


def test_the_way_into_scratch_waits_for_a_script_and_a_model(
    student: FlaskClient, shared: str
) -> None:
    part = re.search(r'<section [^>]*id="scratch"[^>]*>', student.get(shared).text)
    assert part is not None
    assert "needs-script" in part[0]
    assert part[0].endswith(" hidden>")


# --- the other types, without a script ---


def own(browser: FlaskClient, kind: str, **more: Any) -> str:
    """Let a student start a project of this type with the plain form and return its path."""
    form = {"name": f"My {kind}", "type": kind, **more}
    return str(browser.post("/projects", data=form).location)


def id_of(path: str) -> str:
    return path.split("/")[-1]


FIELDS = {"field": ["Legs", "Skin", ""], "choices": ["", "fur, scales", ""]}


def test_a_plain_form_makes_a_numbers_project_with_its_fields(
    student: FlaskClient, box: Box
) -> None:
    made = projects.get(box.room, TEACHER, id_of(own(student, "numbers", **FIELDS)))
    assert [(it.name, it.kind, it.choices) for it in made.fields] == [
        ("Legs", "number", ()),
        ("Skin", "choice", ("fur", "scales")),
    ]


def test_a_plain_form_without_fields_says_what_is_missing(student: FlaskClient) -> None:
    reply = student.post("/projects", data={"name": "Empty", "type": "numbers"})
    assert reply.status_code == 400
    assert "1 to 10 fields" in reply.text


def test_a_type_that_is_none_is_refused(student: FlaskClient) -> None:
    assert student.post("/projects", data={"name": "X", "type": "smells"}).status_code == 400


def test_a_text_project_of_a_students_own_speaks_the_language_of_the_page(
    student: FlaskClient, box: Box
) -> None:
    assert projects.get(box.room, TEACHER, id_of(own(student, "text"))).language == "en"


def test_a_plain_form_adds_a_row_of_numbers(student: FlaskClient, box: Box, world: Any) -> None:
    path = own(student, "numbers", **FIELDS)
    projects.add_label(box.room, TEACHER, id_of(path), "Mammal")
    row = {"id": str(uuid.uuid4()), "student": world.students["Ada"], "label": "Mammal"}
    reply = student.post(path, data={**row, "value": ["4", ""]})
    assert reply.status_code == 303
    page = student.get(path).text
    assert "<dd><bdi>4</bdi></dd>" in page
    assert "<dd><bdi>?</bdi></dd>" in page


def test_a_row_that_does_not_fit_stays_in_the_form(
    student: FlaskClient, box: Box, world: Any
) -> None:
    path = own(student, "numbers", **FIELDS)
    projects.add_label(box.room, TEACHER, id_of(path), "Mammal")
    row = {"id": str(uuid.uuid4()), "student": world.students["Ada"], "label": "Mammal"}
    reply = student.post(path, data={**row, "value": ["four", "fur"]})
    assert reply.status_code == 400
    assert 'value="four"' in reply.text


def jpeg() -> io.BytesIO:
    file = io.BytesIO()
    Image.new("RGB", (400, 300), (200, 40, 40)).save(file, "JPEG")
    file.seek(0)
    return file


@pytest.mark.usefixtures("taught")
def test_a_plain_form_adds_a_picture_once(student: FlaskClient, box: Box, world: Any) -> None:
    path = own(student, "images")
    projects.add_label(box.room, TEACHER, id_of(path), "Red")
    form = {"id": str(uuid.uuid4()), "student": world.students["Ada"], "label": "Red"}
    for _ in range(2):
        assert student.post(path, data={**form, "file": (jpeg(), "a.jpg")}).status_code == 303
    [source] = re.findall(r'<img class="show-picture" src="([^"]+)"', student.get(path).text)
    kept = Image.open(io.BytesIO(student.get(source).data))
    assert kept.size == (256, 192)


@pytest.mark.usefixtures("taught")
def test_a_file_that_is_no_picture_is_refused_in_words(
    student: FlaskClient, box: Box, world: Any
) -> None:
    path = own(student, "images")
    projects.add_label(box.room, TEACHER, id_of(path), "Red")
    form = {"id": str(uuid.uuid4()), "student": world.students["Ada"], "label": "Red"}
    reply = student.post(path, data={**form, "file": (io.BytesIO(b"<svg/>"), "a.svg")})
    assert reply.status_code == 400
    assert total(box, id_of(path)) == 0


def test_a_file_beyond_the_limit_is_refused_before_it_is_read(student: FlaskClient) -> None:
    large = {"CONTENT_LENGTH": "5200000", "CONTENT_TYPE": "multipart/form-data; boundary=x"}
    assert student.post(own(student, "images"), environ_overrides=large).status_code == 413


def test_a_sounds_project_has_its_background_noise_from_the_start(student: FlaskClient) -> None:
    assert "Background noise" in student.get(own(student, "sounds")).text


def test_a_page_does_not_tell_whose_examples_are_locked_away(
    student: FlaskClient, shared: str
) -> None:
    found = re.search(r'id="state">(.*?)</script>', student.get(shared).text, re.S)
    assert found is not None
    assert not isinstance(json.loads(found[1])["project"]["tested"], list)


@pytest.mark.parametrize(
    ("phase", "said"),
    [("freeze", "Hands off, eyes on!"), ("train", "The computer learns"), ("use", "Almost there")],
)
def test_a_page_says_what_the_class_does_now(
    student: FlaskClient, shared: str, box: Box, world: Any, phase: Any, said: str
) -> None:
    projects.update(box.room, TEACHER, world.shared, phase=phase)
    page = student.get(shared).text
    assert f'data-phase="{phase}"' in page
    assert said in page
    assert 'type="radio" name="label"' not in page.split('id="buckets"')[1].split("</form>")[0]


def test_the_owner_trains_and_a_member_does_not(browser: Browser, world: Any) -> None:
    own = browser("Ben").get(f"/projects/{world.private}").text
    member = browser("Ben").get(f"/projects/{world.shared}").text
    assert 'id="train-button"' in own
    assert 'id="train-button"' not in member
    assert 'id="labels-dialog"' not in member


def test_somebody_elses_private_project_is_not_there(student: FlaskClient, world: Any) -> None:
    assert student.get(f"/projects/{world.private}").status_code == 404


@pytest.mark.parametrize(
    ("who", "place"), [("", "/join"), ("teacher", "/teacher"), ("projector", "/projector")]
)
def test_others_are_led_to_their_own_pages(browser: Browser, who: str, place: str) -> None:
    assert browser(who).get("/projects").location == place


def test_a_teacher_who_follows_a_students_link_lands_on_the_teachers_page(
    teacher: FlaskClient, shared: str
) -> None:
    assert teacher.get(shared).location == f"/teacher{shared}"


def test_the_script_starts_from_what_the_page_shows(student: FlaskClient, shared: str) -> None:
    page = student.get(shared).text
    found = re.search(r'id="state">(.*?)</script>', page, re.S)
    assert found is not None
    state = json.loads(found[1])
    assert state["counts"]["labels"] == {"Sun": 6, "Rain": 6}
    assert state["project"]["phase"] == "collect"


def test_what_a_child_writes_stays_text(
    student: FlaskClient, shared: str, form: dict[str, str]
) -> None:
    student.post(shared, data={**form, "data": "</script><script>alert(1)</script>"})
    page = student.get(shared).text
    assert "<script>alert" not in page
