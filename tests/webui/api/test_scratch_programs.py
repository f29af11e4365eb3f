"""Scratch programs on the editor's door: saved, opened, renamed, pictured, deleted."""

import random

import pytest

from webui.api.routes import ROUTES

DOOR = "/api/v1/scratch/programs"


@pytest.fixture
def ada(editor):
    return editor("Ada")


def save(client, body, query="?name=Quiz"):
    return client.post(DOOR + query, data=body, content_type="application/octet-stream")


def test_a_program_is_saved_and_opened_again(ada, editor, sb3):
    reply = save(ada, sb3(1))
    assert (reply.status_code, reply.json["name"], reply.json["mine"]) == (201, "Quiz", True)
    elsewhere = editor("Ada")
    assert elsewhere.get(DOOR).json["programs"] == [reply.json]
    assert elsewhere.get(f"{DOOR}/{reply.json['id']}/file").data == sb3(1)


def test_the_next_version_is_saved_and_the_one_before_opens(ada, sb3):
    id = save(ada, sb3(1)).json["id"]
    reply = save(ada, sb3(2), f"?id={id}&kind=auto")
    kinds = [(one["number"], one["kind"]) for one in reply.json["versions"]]
    assert (reply.status_code, reply.json["id"]) == (201, id)
    assert kinds == [(1, "saved"), (2, "auto")]
    assert ada.get(f"{DOOR}/{id}/file?version=1").data == sb3(1)


def test_a_file_sent_again_after_a_lost_reply_is_kept_once(ada, sb3):
    assert save(ada, sb3(1)).json == save(ada, sb3(1)).json
    assert len(ada.get(DOOR).json["programs"]) == 1


@pytest.mark.parametrize(
    ("body", "query", "code"),
    [
        (b"junk", "?name=Quiz", "bad_program"),
        (b"", "?name=Quiz", "bad_program"),
        (None, "", "bad_name"),
        (None, "?name=Quiz&kind=other", "bad_request"),
        (None, "?name=Quiz&kind=", "bad_request"),
        (None, "?id=0123456789abcdef", "not_found"),
        (None, "?nam=Quiz", "bad_request"),
    ],
)
def test_what_cannot_be_saved_is_refused(ada, sb3, body, query, code):
    reply = save(ada, sb3() if body is None else body, query)
    assert reply.json["error"]["code"] == code
    assert ada.get(DOOR).json == {"programs": []}


def test_a_program_may_be_larger_than_other_bodies_and_has_a_limit(ada, sb3):
    rng = random.Random(1)
    assert save(ada, sb3(**{"a.wav": rng.randbytes(9_900_000)})).status_code == 201
    reply = save(ada, sb3(**{"a.wav": rng.randbytes(10_000_000)}))
    assert (reply.status_code, reply.json["error"]["code"]) == (413, "too_large")


def test_nothing_is_left_of_what_arrived(ada, sb3, world):
    before = set((world.folder / "run").iterdir())
    assert save(ada, sb3(**{"a.wav": random.Random(1).randbytes(3_000_000)})).status_code == 201
    assert set((world.folder / "run").iterdir()) == before


def test_a_program_is_renamed_pictured_and_deleted(ada, sb3, picture):
    here = f"{DOOR}/{save(ada, sb3()).json['id']}"
    assert ada.patch(here, json={"name": " Game "}).json["name"] == "Game"
    assert ada.put(f"{here}/thumbnail", data=picture(), content_type="image/png").status_code == 204
    assert ada.get(f"{here}/thumbnail").data == picture()
    assert ada.get(DOOR).json["programs"][0]["thumbnail"] is True
    assert ada.delete(here).status_code == 204
    assert ada.get(DOOR).json == {"programs": []}


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"<svg/>", "bad_picture"), (b"\xff\xd8\xff" + bytes(60_000), "too_large")],
)
def test_what_is_no_small_picture_is_refused(ada, sb3, data, code):
    here = f"{DOOR}/{save(ada, sb3()).json['id']}"
    assert ada.put(f"{here}/thumbnail", data=data).json["error"]["code"] == code


def test_nobody_reaches_the_programs_of_others(ada, editor, sb3, picture):
    here = f"{DOOR}/{save(ada, sb3()).json['id']}"
    for other in (editor("Ben"), editor("teacher")):
        calls = (
            other.get(f"{here}/file"),
            other.get(f"{here}/thumbnail"),
            other.put(f"{here}/thumbnail", data=picture()),
            other.patch(here, json={"name": "x"}),
            other.delete(here),
            save(other, sb3(5), f"?id={here.rpartition('/')[2]}"),
        )
        assert {reply.status_code for reply in calls} == {404}
        assert other.get(DOOR).json == {"programs": []}


def test_a_token_for_watching_reads_one_program(ada, editor, sb3, picture):
    shown, other = save(ada, sb3(1)).json["id"], save(ada, sb3(2)).json["id"]
    watcher = editor("teacher", "scratch_watch", shown)
    assert [one["id"] for one in watcher.get(DOOR).json["programs"]] == [shown]
    assert watcher.get(f"{DOOR}/{shown}/file").data == sb3(1)
    assert watcher.get(f"{DOOR}/{other}/file").status_code == 404
    refused = (
        save(watcher, sb3(3)),
        watcher.patch(f"{DOOR}/{shown}", json={"name": "x"}),
        watcher.put(f"{DOOR}/{shown}/thumbnail", data=picture()),
        watcher.delete(f"{DOOR}/{shown}"),
    )
    assert {reply.status_code for reply in refused} <= {403, 404}
    assert ada.get(DOOR).json["programs"][1]["name"] == "Quiz"


@pytest.mark.parametrize("who", ["", "Ada", "teacher", "projector"])
def test_without_an_editors_token_nothing_is_here(at_scratch, world, who):
    for route in ROUTES:
        if route.path.startswith("/scratch/programs"):
            path = "/api/v1" + route.path.replace("<program>", "0")
            sent = {"json": {"name": "x"}} if route.body else {}
            client = at_scratch(world.tokens.get(who, ""))
            status = client.open(path, method=route.method, **sent).status_code
            assert status == 401
