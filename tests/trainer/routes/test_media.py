import json
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

Event = dict[str, Any]


@pytest.mark.parametrize(("kind", "mime"), [("images", "image/jpeg"), ("sounds", "audio/flac")])
def test_what_is_stored_of_a_file_comes_back_as_it_is(
    trainer: Any, taught: Callable[[str], Event], kind: str, mime: str
) -> None:
    stored = taught(kind)["items"][0][1]
    status, reply = trainer.ask("POST", f"/media/{kind}", stored)
    found = msgspec.msgpack.decode(reply)
    assert (status, found["data"], found["mime"]) == (200, stored, mime)
    assert len(found["preview"]) == (128 if kind == "sounds" else 0)


@pytest.mark.parametrize("kind", ["images", "sounds"])
@pytest.mark.parametrize("data", [b"", b"no file", b"\x89PNG\r\n\x1a\n" + bytes(99), b"RIFF" * 9])
def test_what_is_no_file_is_refused_with_a_code(trainer: Any, kind: str, data: bytes) -> None:
    status, reply = trainer.ask("POST", f"/media/{kind}", data)
    assert status == 400
    assert json.loads(reply)["error"]["code"] in (
        "bad_picture", "bad_sound", "unsupported_media_file"
    )  # fmt: skip


@pytest.mark.parametrize("kind", ["text", "numbers", "smells"])
def test_other_types_have_no_files(trainer: Any, kind: str) -> None:
    status, reply = trainer.ask("POST", f"/media/{kind}", b"x")
    assert (status, json.loads(reply)["error"]["code"]) == (400, "bad_request")


def test_a_file_beyond_reason_is_not_even_read(trainer: Any) -> None:
    connection = trainer.connection()
    connection.putrequest("POST", "/media/images")
    connection.putheader("Content-Length", "100000000")
    connection.endheaders()
    response = connection.getresponse()
    assert (response.status, json.loads(response.read())["error"]["code"]) == (413, "too_large")
    connection.close()
