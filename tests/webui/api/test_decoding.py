"""What no client should send is refused with 4xx and the field at fault; nothing is changed."""

import json

import pytest

NESTED = b'{"name":' + b"[" * 200_000


def post(client, body, kind="application/json", path="/api/v1/projects"):
    return client.post(path, data=body, content_type=kind)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"text"',
        b"NaN",
        b"\x00",
        b"\xef\xbb\xbf{}",
        b'{"name": "\xff", "type": "text"}',
        b'{"name": "\\ud800", "type": "text"}',
        b'{"name": "a", "type": "text",}',
        b"[" * 200_000,
        NESTED,
        b'{"x":' * 100_000,
    ],
)
def test_what_is_not_json_of_the_right_kind_is_refused(teacher, body):
    reply = post(teacher, body)
    assert (reply.status_code, reply.json["error"]["code"]) == (400, "bad_request")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"type": "text"}, "name"),
        ({"name": 1, "type": "text"}, "name"),
        ({"name": None, "type": "text"}, "name"),
        ({"name": "a", "type": "poem"}, "type"),
        ({"name": "a", "type": "text", "crowd_sourced": "yes"}, "crowd_sourced"),
        ({"name": "a", "type": "text", "crowd_sourced": 1}, "crowd_sourced"),
        ({"name": "a", "type": "text", "labels": "A"}, "labels"),
        ({"name": "a", "type": "text", "labels": ["A", 1]}, "labels[1]"),
        ({"name": "a", "type": "text", "owner": "me"}, "owner"),
        ({"name": "a\u0000b\u200b", "type": "text", "labels": [""]}, "name"),
    ],
)
def test_the_field_at_fault_is_named(teacher, body, field):
    reply = post(teacher, json.dumps(body))
    assert reply.status_code == 400
    assert reply.json["error"]["field"] == field


@pytest.mark.parametrize(
    "kind", ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; x", "?"]
)
def test_only_json_is_read_as_json(teacher, kind):
    reply = post(teacher, b'{"name": "a", "type": "text"}', kind)
    assert (reply.status_code, reply.json["error"]["code"]) == (415, "unsupported_media")


def test_a_charset_beside_the_type_is_fine(teacher):
    reply = post(teacher, b'{"name": "a", "type": "text"}', "application/json; charset=utf-8")
    assert reply.status_code == 201


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=1001", "limit=x", "limit=", "limit=1&limit=2", "after=-1", "more=1",
     "limit=%ff", "order=random", "before=1", "order=newest&after=1"],
)  # fmt: skip
def test_a_query_is_read_as_strictly_as_a_body(teacher, world, query):
    reply = teacher.get(f"/api/v1/projects/{world.shared}/examples?{query}")
    assert (reply.status_code, reply.json["error"]["code"]) == (400, "bad_request")


@pytest.mark.parametrize("path", ["%00", "%ff", "a%2Fb", "..", "%F0%9F%98%80", "a" * 4000])
def test_odd_paths_are_not_found(teacher, path):
    assert teacher.get(f"/api/v1/projects/{path}").status_code in {404, 308, 405}


def test_an_upload_needs_its_file(teacher):
    reply = teacher.post("/api/v1/projects/import", data={"other": "x"},
                         content_type="multipart/form-data")  # fmt: skip
    assert (reply.status_code, reply.json["error"]["field"]) == (400, "file")


def test_an_upload_of_another_kind_is_refused(teacher):
    reply = teacher.post("/api/v1/restore", data=b"x", content_type="text/plain")
    assert reply.status_code == 415


def test_an_upload_beyond_its_limit_is_refused(make_app, world):
    client = make_app(world.folder, max_upload_mb=1).test_client()
    client.set_cookie("crowdbox", world.tokens["teacher"])
    reply = client.post("/api/v1/restore", data=b"x" * 1_000_001, content_type="application/zip")
    assert (reply.status_code, reply.json["error"]["code"]) == (413, "too_large")
    assert "1 MB" in reply.json["error"]["message"]
