"""Pictures, sounds and rows of numbers over the API."""

import uuid
from base64 import b64encode

import pytest

from appliance.classroom import contents


@pytest.fixture
def make(teacher):
    """Make a class project and return its id."""

    def make(type, **more):
        new = {"name": type, "type": type, "crowd_sourced": True, "labels": ["Cats"]} | more
        reply = teacher.post("/api/v1/projects", json=new)
        assert reply.status_code == 201, reply.json
        return reply.json["id"]

    return make


def examples(project, rest=""):
    return f"/api/v1/projects/{project}/examples{rest}"


def new(data, label="Cats"):
    return {"id": str(uuid.uuid4()), "label": label, "data": data}


def coded(data):
    return b64encode(data).decode()


@pytest.fixture
def photo(taught, make, student, picture):
    """A picture that Ada added: its record, and its project."""
    project = make("images")
    reply = student.post(examples(project), json=new(coded(picture(1))))
    assert reply.status_code == 201, reply.json
    return reply.json, project


def test_a_picture_is_where_its_record_says(photo, student):
    record, _ = photo
    assert (record["data"], record["preview"]) == ("", "")
    reply = student.get(record["file"])
    assert (reply.status_code, reply.mimetype) == (200, "image/jpeg")
    assert reply.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert reply.data.startswith(b"\xff\xd8\xff")


def test_a_data_url_is_fine_too(taught, make, student, picture):
    body = new("data:image/jpeg;base64," + coded(picture()))
    assert student.post(examples(make("images")), json=body).status_code == 201


def test_a_picture_sent_twice_is_stored_once_without_a_look(photo, student, world):
    record, project = photo
    (world.folder / "run" / "trainer.sock").unlink()
    again = student.post(examples(project), json=new("not even base64") | {"id": record["id"]})
    assert (again.status_code, again.json) == (200, record)


def test_others_of_the_class_do_not_get_the_file(photo, browser):
    record, _ = photo
    assert browser("Ben").get(record["file"]).status_code == 404
    assert browser("").get(record["file"]).status_code == 401
    assert browser("teacher").get(record["file"]).status_code == 200


def test_a_projector_gets_it_once_it_is_revealed(photo, browser, teacher):
    record, project = photo
    screen = browser("projector")
    assert screen.get(record["file"]).status_code == 404
    assert screen.get(examples(project)).json["examples"][0]["file"] == ""
    teacher.put("/api/v1/projector", json={"project": project, "revealed": True})
    assert screen.get(record["file"]).status_code == 200
    assert screen.get(examples(project)).json["examples"][0]["file"] == record["file"]


def test_a_file_comes_in_parts_for_players_that_want_it_so(photo, student):
    record, _ = photo
    reply = student.get(record["file"], headers={"Range": "bytes=0-2"})
    assert (reply.status_code, reply.data) == (206, b"\xff\xd8\xff")


def test_a_file_that_one_has_is_not_sent_again(photo, student):
    record, _ = photo
    tag = student.get(record["file"]).headers["ETag"]
    assert student.get(record["file"], headers={"If-None-Match": tag}).status_code == 304


def test_a_damaged_file_is_told(photo, student, box):
    record, _ = photo
    box.room.db.run(lambda: box.room.db.put_blob(record["id"], b"junk"))
    reply = student.get(record["file"])
    assert (reply.status_code, reply.json["error"]["code"]) == (409, "damaged_example")


@pytest.mark.parametrize("data", ["&&&", [1, 2], "", coded(b"junk" * 9)])
def test_what_is_no_picture_is_refused(taught, make, student, data):
    reply = student.post(examples(make("images")), json=new(data))
    assert reply.status_code == 400
    assert reply.json["error"]["code"] in {"bad_request", "bad_picture", "unsupported_media_file"}


def test_a_picture_may_be_larger_than_other_bodies_and_has_a_limit(world, make, student):
    project = make("images")
    five = student.post(examples(project), json=new(coded(bytes(5_000_000))))
    assert five.status_code == 503  # it got as far as the trainer, who is not there
    six = student.post(examples(project), json=new(coded(bytes(6_000_000))))
    assert (six.status_code, six.json["error"]["code"]) == (413, "too_large")
    text = student.post(examples(world.shared), json=new("x" * 600_000, "Sun"))
    assert text.status_code == 413


def test_a_sound_has_a_preview_and_plays(taught, make, student, sound):
    reply = student.post(examples(make("sounds")), json=new(coded(sound())))
    assert reply.status_code == 201, reply.json
    assert len(reply.json["preview"]) == 128
    played = student.get(reply.json["file"])
    assert played.mimetype == "audio/flac"
    assert contents.seconds(played.data) == pytest.approx(0.5, abs=0.01)


def test_sounds_begin_with_background_noise(make, teacher):
    project = make("sounds")
    labels = teacher.get(f"/api/v1/projects/{project}").json["labels"]
    assert labels[0] == {"id": "_background_noise_", "name": "Background noise"}
    reply = teacher.delete(f"/api/v1/projects/{project}/labels/_background_noise_")
    assert (reply.status_code, reply.json["error"]["code"]) == (409, "label_fixed")


FIELDS = [
    {"name": "height", "kind": "number"},
    {"name": "full", "kind": "choice", "choices": ["yes", "no"]},
]


def test_numbers_are_rows(make, student, teacher):
    project = make("numbers", fields=FIELDS)
    reply = student.post(examples(project), json=new([12.5, "YES"]))
    assert (reply.status_code, reply.json["data"]) == (201, [12.5, "yes"])
    changed = student.patch(examples(project, f"/{reply.json['id']}"), json={"data": [None, "no"]})
    assert changed.json["data"] == [None, "no"]
    described = teacher.get(f"/api/v1/projects/{project}").json
    assert described["fields"][1] == FIELDS[1]


def test_a_value_that_does_not_fit_names_its_place(make, student):
    reply = student.post(examples(make("numbers", fields=FIELDS)), json=new([1, "maybe"]))
    assert (reply.status_code, reply.json["error"]["code"]) == (400, "bad_value")
    assert reply.json["error"]["field"] == "data[1]"
    assert "full" in reply.json["error"]["message"]


def test_a_project_is_changed_in_its_new_ways(make, teacher):
    project = f"/api/v1/projects/{make('numbers', fields=FIELDS)}"
    wanted = {"fields": FIELDS[:1], "auto_train": 10, "language": "fr"}
    changed = teacher.patch(project, json=wanted).json
    assert changed["fields"] == [FIELDS[0] | {"choices": []}]
    assert (changed["auto_train"], changed["language"], changed["tested"]) == (10, "fr", 0)


def test_examples_are_listed_by_their_ids(teacher, student, world):
    wanted = teacher.get(examples(world.shared)).json["examples"][:2]
    ids = ",".join(item["id"] for item in wanted)
    assert teacher.get(examples(world.shared, f"?ids={ids},none")).json["examples"] == wanted
    assert student.get(examples(world.shared, f"?ids={ids}")).status_code == 403


def test_pictures_survive_a_backup_and_a_restore(photo, teacher, browser):
    record, project = photo
    with teacher.get("/api/v1/backup") as reply:
        saved = reply.data
    before = teacher.get(record["file"]).data
    teacher.delete(f"/api/v1/projects/{project}")
    reply = teacher.post("/api/v1/restore", data=saved, content_type="application/zip")
    assert reply.status_code == 204
    assert browser("teacher").get(record["file"]).data == before
