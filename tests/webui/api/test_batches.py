import uuid
from base64 import b64encode

import pytest

BATCH = "0192f7c4-7a00-7000-8000-00000000000b"


def url(world, rest=""):
    return f"/api/v1/projects/{world.shared}/batches{rest}"


def row(data="x", label="Sun"):
    return {"id": str(uuid.uuid4()), "label": label, "data": data}


def test_each_row_has_its_own_reason(student, world):
    rows = [row("one"), row("two", "Snow"), row(" "), row([1]), row("three")]
    reply = student.post(url(world), json={"batch": BATCH, "examples": rows})
    assert reply.status_code == 200
    assert [item["state"] for item in reply.json["rows"]] == [
        "added", "refused", "refused", "refused", "added",
    ]  # fmt: skip
    assert [item["code"] for item in reply.json["rows"]][1:4] == [
        "unknown_label", "bad_text", "bad_request",
    ]  # fmt: skip
    assert reply.json["rows"][1]["message"] == "That label is not in this project."
    assert [item["id"] for item in reply.json["rows"]] == [item["id"] for item in rows]


def test_a_lost_answer_is_asked_for_again(student, world):
    body = {"batch": BATCH, "examples": [row("one"), row("two")]}
    student.post(url(world), json=body)
    again = student.post(url(world), json=body).json["rows"]
    assert [item["state"] for item in again] == ["known", "known"]


def test_a_batch_is_taken_back(student, browser, world):
    student.post(url(world), json={"batch": BATCH, "examples": [row("one"), row("two")]})
    browser("Ben").post(url(world), json={"batch": BATCH, "examples": [row("three")]})
    assert student.delete(url(world, f"/{BATCH}")).json == {"removed": 2}
    assert browser("teacher").delete(url(world, f"/{BATCH}")).json == {"removed": 1}


def test_more_rows_than_a_call_may_have_are_refused(student, world):
    rows = [row(str(number)) for number in range(201)]
    reply = student.post(url(world), json={"batch": BATCH, "examples": rows})
    assert (reply.status_code, reply.json["error"]["code"]) == (400, "bad_request")


@pytest.fixture
def photos(teacher):
    new = {"name": "Photos", "type": "images", "crowd_sourced": True, "labels": ["Cats"]}
    return teacher.post("/api/v1/projects", json=new).json["id"]


def test_pictures_come_many_at_once(taught, student, photos, picture):
    rows = [row(b64encode(picture(number)).decode(), "Cats") for number in range(3)]
    rows.append(row(b64encode(b"junk").decode(), "Cats"))
    rows.append(row("&", "Cats"))
    reply = student.post(
        f"/api/v1/projects/{photos}/batches", json={"batch": BATCH, "examples": rows}
    )
    codes = [item["code"] for item in reply.json["rows"]]
    assert codes[:3] == ["", "", ""]
    assert codes[3] in {"unsupported_media_file", "bad_picture"}
    assert codes[4] == "bad_request"


def test_without_a_trainer_the_whole_call_is_for_later(world, student, photos, picture):
    rows = [row(b64encode(picture()).decode(), "Cats")]
    reply = student.post(
        f"/api/v1/projects/{photos}/batches", json={"batch": BATCH, "examples": rows}
    )
    assert (reply.status_code, reply.json["error"]["code"]) == (503, "trainer_away")
