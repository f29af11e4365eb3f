import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

Event = dict[str, Any]
Taught = Callable[[str], Event]
Asked = Callable[..., tuple[int, Any]]


@pytest.mark.parametrize("kind", ["images", "sounds"])
def test_a_model_of_files_knows_a_new_one(taught: Taught, asked: Asked, kind: str) -> None:
    status, reply = asked(taught(kind)["done"]["model"], taught(kind)["file"])
    assert status == 200
    assert reply["predictions"][0]["labels"][0]["label"] == "b"
    assert reply["predictions"][0]["why"] is None


@pytest.mark.parametrize(("kind", "reasons"), [("images", "regions"), ("sounds", "parts")])
def test_it_says_why_where_it_is_asked(
    taught: Taught, asked: Asked, kind: str, reasons: str
) -> None:
    _, reply = asked(taught(kind)["done"]["model"], taught(kind)["file"], why=True)
    assert reply["predictions"][0]["why"]["kind"] == reasons
    assert reply["predictions"][0]["because"] == []


@pytest.mark.parametrize("kind", ["images", "sounds"])
def test_the_stored_file_is_predicted_as_the_one_that_was_sent(
    taught: Taught, asked: Asked, trainer: Any, kind: str
) -> None:
    sent = taught(kind)["file"]
    stored = msgspec.msgpack.decode(trainer.ask("POST", f"/media/{kind}", sent)[1])["data"]
    one, other = asked(taught(kind)["done"]["model"], sent, stored)[1]["predictions"]
    assert one == other


def test_a_file_that_cannot_be_read_is_refused(taught: Taught, asked: Asked) -> None:
    status, reply = asked(taught("images")["done"]["model"], b"no picture")
    assert status == 400
    assert reply["error"]["code"] in ("bad_picture", "unsupported_media_file")


def test_what_is_no_base64_is_refused(taught: Taught, trainer: Any) -> None:
    url = f"/models/{taught('images')['done']['model']}/predict"
    status, reply = trainer.ask("POST", url, b'{"data": ["*"]}')
    assert (status, json.loads(reply)["error"]["code"]) == (400, "bad_request")


def test_fifty_files_at_once_are_answered_and_more_refused(taught: Taught, asked: Asked) -> None:
    model, file = taught("images")["done"]["model"], taught("images")["file"]
    assert len(asked(model, *[file] * 50)[1]["predictions"]) == 50
    assert asked(model, *[file] * 51)[0] == 400


@pytest.fixture(scope="module")
def table(trainer: Any) -> Event:
    """A model of numbers."""
    examples = [
        ["big" if size > 5 else "small", json.dumps([size]), f"p{who}"]
        for size in range(10)
        for who in range(4)
    ]
    request = {"type": "numbers", "labels": ["big", "small"], "examples": examples}
    last: Event = trainer.fit({**request, "fields": [{"name": "size"}]})[-1]
    return last


def test_a_model_of_numbers_answers_with_its_path(trainer: Any, table: Event) -> None:
    url = f"/models/{table['model']}/predict"
    status, reply = trainer.ask("POST", url, b'{"data": ["[9]", "[null]"], "why": true}')
    first, second = json.loads(reply)["predictions"]
    assert status == 200
    assert first["labels"][0]["label"] == "big"
    assert first["why"]["kind"] == second["why"]["kind"] == "path"


@pytest.mark.parametrize("row", ["", "x", "[1,2]", "{}", '["red"]'])
def test_a_row_that_does_not_fit_the_fields_is_refused(
    trainer: Any, table: Event, row: str
) -> None:
    body = json.dumps({"data": [row]}).encode()
    status, reply = trainer.ask("POST", f"/models/{table['model']}/predict", body)
    assert (status, json.loads(reply)["error"]["code"]) == (400, "bad_request")


def test_a_model_can_be_taken_along(trainer: Any, table: Event) -> None:
    about = json.dumps({"name": "Sizes", "labels": {"big": "Big", "small": "Small"}}).encode()
    status, data = trainer.ask("POST", f"/models/{table['model']}/export", about)
    assert status == 200
    assert "model.onnx" in zipfile.ZipFile(io.BytesIO(data)).namelist()


def test_an_unknown_model_cannot_be_taken_along(trainer: Any) -> None:
    status, reply = trainer.ask("POST", f"/models/{'0' * 64}/export", b"{}")
    assert (status, json.loads(reply)["error"]["code"]) == (404, "unknown_model")
