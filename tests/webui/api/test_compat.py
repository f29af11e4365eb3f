"""The API of Machine Learning for Kids: shapes and statuses as its clients know them."""

from base64 import b64encode

import pytest


def at(world, rest, project=None):
    return f"/api/scratch/{world.key[project or world.shared]}/{rest}"


@pytest.fixture
def script(browser):
    """A program without a cookie."""
    return browser("")


def test_classify_lists_all_labels_best_first(taught, script):
    listed = script.get(at(taught, "classify"), query_string={"data": "bright warm day"}).json
    assert [item["class_name"] for item in listed] == ["Sun", "Rain"]
    assert sum(item["confidence"] for item in listed) == pytest.approx(100, abs=1)
    assert listed[0]["classifierTimestamp"].startswith("20")


def test_classify_by_post_says_the_same(taught, script):
    body = {"data": "bright\n warm\tday", "displayedhelp": "yes"}
    asked = script.post(at(taught, "classify"), json=body).json
    assert asked == script.get(at(taught, "classify?data=bright warm day")).json


@pytest.mark.parametrize("query", ["", "?data=", "?data=%20", "?other=x"])
def test_classify_without_data_is_missing_data(taught, script, query):
    reply = script.get(at(taught, f"classify{query}"))
    assert (reply.status_code, reply.json) == (400, {"error": "Missing data"})


@pytest.mark.parametrize(
    "body", [b"", b"{}", b'{"data": 1}', b'{"data": ["a"]}', b"\xff", b"[" * 9999]
)
def test_a_post_without_a_text_is_missing_data(taught, script, body):
    reply = script.post(at(taught, "classify"), data=body, content_type="application/json")
    assert (reply.status_code, reply.json) == (400, {"error": "Missing data"})


def test_without_a_model_the_box_does_not_guess(script, world):
    reply = script.get(at(world, "classify?data=bright"))
    assert reply.status_code == 409
    assert "no model" in reply.json["error"]


@pytest.mark.parametrize("rest", ["classify?data=x", "train", "status"])
def test_an_unknown_key_is_not_found(script, rest):
    reply = script.get(f"/api/scratch/none/{rest}")
    assert (reply.status_code, reply.json) == (404, {"error": "Scratch key not found"})


def test_an_example_is_added_in_the_name_of_the_keys_person(script, teacher, world):
    reply = script.post(at(world, "train"), json={"data": "hot", "label": "sun"})
    assert (reply.status_code, reply.json["textdata"], reply.json["label"]) == (200, "hot", "Sun")
    listed = teacher.get(f"/api/v1/projects/{world.shared}/examples").json["examples"]
    assert (listed[-1]["data"], listed[-1]["name"]) == ("hot", "Ada")


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"data": "hot"}, "Missing data"),
        ({"data": " ", "label": "Sun"}, "Missing data"),
        ({"data": "hot", "label": "Snow"}, "Invalid label"),
        ({"data": "x" * 6000, "label": "Sun"}, "Invalid data"),
    ],
)
def test_an_example_that_does_not_fit_is_refused(script, world, body, error):
    reply = script.post(at(world, "train"), json=body)
    assert (reply.status_code, reply.json) == (400, {"error": error})


def test_a_body_beyond_the_limit_is_refused(script, world):
    reply = script.post(at(world, "train"), json={"data": "x" * 600_000, "label": "Sun"})
    assert reply.status_code == 413
    assert reply.headers["Access-Control-Allow-Origin"] == "*"


def test_a_key_adds_nothing_after_collecting(script, teacher, world):
    teacher.patch(f"/api/v1/projects/{world.shared}", json={"phase": "use"})
    reply = script.post(at(world, "train"), json={"data": "hot", "label": "Sun"})
    assert (reply.status_code, list(reply.json)) == (409, ["error"])


def test_a_key_lists_what_its_person_may_see(script, world):
    listed = script.get(at(world, "train")).json
    assert len(listed) == 4
    assert set(listed[0]) == {"id", "textdata", "label"}


def test_a_students_key_never_trains_the_class_project(script, world):
    reply = script.post(at(world, "models"))
    assert (reply.status_code, list(reply.json)) == (403, ["error"])


def test_the_key_of_its_owner_trains_a_private_project(taught, script):
    reply = script.post(at(taught, "models", taught.private))
    assert (reply.status_code, reply.json["status"]) == (200, 1)
    again = script.post(at(taught, "models", taught.private))
    assert again.json["status"] == 1


def test_what_is_missing_for_a_training_is_in_the_status(script, browser, world):
    browser("Ben").post(f"/api/v1/projects/{world.private}/labels", json={"name": "Snow"})
    status = script.post(at(world, "models", world.private)).json
    assert status["status"] == 0
    assert "Snow +5" in status["msg"]


def test_the_status_says_whether_there_is_a_model(taught, script):
    assert script.get(at(taught, "status")).json == {"status": 2, "msg": "Ready", "type": "text"}
    assert script.get(at(taught, "status", taught.private)).json["status"] == 0


def test_pages_of_every_site_may_call_with_a_key(script, world):
    origin = {"Origin": "http://elsewhere.example"}
    reply = script.post(at(world, "train"), json={"data": "hot", "label": "Sun"}, headers=origin)
    assert reply.status_code == 200
    assert reply.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in reply.headers


@pytest.mark.parametrize("rest", ["classify", "train", "models", "status"])
def test_browsers_may_ask_before_they_call(script, world, rest):
    reply = script.options(at(world, rest), headers={"Origin": "http://elsewhere.example"})
    assert reply.status_code == 204
    assert "Content-Type" in reply.headers["Access-Control-Allow-Headers"]


def test_a_cookie_gives_a_key_no_more_than_it_has(teacher, world):
    assert teacher.post(at(world, "models")).status_code == 403


@pytest.fixture
def key(taught, teacher, student):
    """Make a class project of a type and return Ada's key to it."""

    def key(type, **more):
        new = {"name": type, "type": type, "crowd_sourced": True, "labels": ["Cats"]} | more
        project = teacher.post("/api/v1/projects", json=new).json["id"]
        made = student.post(f"/api/v1/projects/{project}/keys").json["key"]
        return f"/api/scratch/{made}"

    return key


def test_a_picture_is_added_in_base64_and_listed_with_its_address(key, script, picture):
    base = key("images")
    body = {"data": b64encode(picture()).decode(), "label": "Cats"}
    assert script.post(f"{base}/train", json=body).status_code == 200
    listed = script.get(f"{base}/train").json
    assert set(listed[0]) == {"id", "imageurl", "label"}
    reply = script.get(listed[0]["imageurl"])
    assert (reply.mimetype, reply.data[:3]) == ("image/jpeg", b"\xff\xd8\xff")
    assert reply.headers["Access-Control-Allow-Origin"] == "*"
    assert script.get(f"{base}/train/none").status_code == 404


def test_what_is_no_picture_is_invalid_data(key, script):
    body = {"data": b64encode(b"junk").decode(), "label": "Cats"}
    reply = script.post(f"{key('images')}/train", json=body)
    assert (reply.status_code, reply.json) == (400, {"error": "Invalid data"})


def test_numbers_are_lists_and_repeated_words_of_a_query(key, script):
    base = key("numbers", fields=[{"name": "a", "kind": "number"}, {"name": "b", "kind": "number"}])
    added = script.post(f"{base}/train", json={"data": ["1", 2.5], "label": "Cats"})
    assert (added.status_code, added.json["numberdata"]) == (200, [1, 2.5])
    assert script.get(f"{base}/train").json == [added.json]
    assert script.get(f"{base}/classify?data=1&data=2").status_code == 409  # no model yet
    assert script.get(f"{base}/classify?data=1").json == {"error": "Invalid data"}
    assert script.get(f"{base}/classify").json == {"error": "Missing data"}


@pytest.mark.parametrize(("type", "theirs"), [("images", "imgtfjs"), ("sounds", "sounds")])
def test_types_have_their_names(key, script, type, theirs):
    assert script.get(f"{key(type)}/status").json["type"] == theirs
