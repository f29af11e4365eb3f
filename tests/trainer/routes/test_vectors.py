import json
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from trainer.features import uses
from trainer.vectors import item_key

Event = dict[str, Any]
TEXTS = [f"a text that nobody else embeds {number}".encode() for number in range(20)]
KEYS = [item_key(text) for text in TEXTS]


def missing(trainer: Any, kind: str, keys: list[str]) -> tuple[int, Any]:
    body = json.dumps({"keys": keys}).encode()
    status, reply = trainer.ask("POST", f"/vectors/{kind}/missing", body)
    return status, json.loads(reply)


def stored(trainer: Any, kind: str, items: list[Any]) -> tuple[int, Any]:
    status, reply = trainer.ask("POST", f"/vectors/{kind}", msgspec.msgpack.encode(items))
    return status, json.loads(reply)


def test_what_is_embedded_is_not_missing_any_more(trainer: Any) -> None:
    version = uses("text").version
    assert missing(trainer, "text", KEYS[:2])[1] == {"missing": KEYS[:2], "version": version}
    reply = stored(trainer, "text", list(zip(KEYS[:2], TEXTS[:2], strict=True)))[1]
    assert reply == {"stored": 2, "refused": {}, "version": version}
    assert missing(trainer, "text", KEYS[:3])[1]["missing"] == KEYS[2:3]


def test_what_is_forgotten_is_missing_again(trainer: Any) -> None:
    stored(trainer, "text", list(zip(KEYS[4:6], TEXTS[4:6], strict=True)))
    body = json.dumps({"keys": KEYS[4:5]}).encode()
    assert trainer.ask("POST", "/vectors/forget", body)[0] == 204
    assert missing(trainer, "text", KEYS[4:6])[1]["missing"] == KEYS[4:5]


def test_an_item_that_cannot_be_embedded_is_named_and_the_others_kept(
    trainer: Any, taught: Callable[[str], Event]
) -> None:
    good = taught("images")["items"][0]
    bad = b"this is no picture"
    reply = stored(trainer, "images", [good, (item_key(bad), bad)])[1]
    assert reply["stored"] == 1
    assert list(reply["refused"]) == [item_key(bad)]


@pytest.mark.parametrize("kind", ["images", "sounds"])
def test_all_files_of_a_project_are_embedded(taught: Callable[[str], Event], kind: str) -> None:
    assert taught(kind)["stored"] == len(taught(kind)["items"])


def test_a_key_that_is_not_that_of_its_item_is_refused(trainer: Any) -> None:
    status, reply = stored(trainer, "text", [(KEYS[9], b"another text")])
    assert (status, reply["error"]["code"]) == (400, "bad_request")
    assert missing(trainer, "text", KEYS[9:10])[1]["missing"] == KEYS[9:10]


@pytest.mark.parametrize("items", [1, [1], [["x", b""]], [["0" * 64, 1]], [[1, 2, 3]]])
def test_what_are_no_items_is_refused(trainer: Any, items: Any) -> None:
    status, reply = stored(trainer, "text", items)
    assert (status, reply["error"]["code"]) == (400, "bad_request")


def test_more_than_256_items_at_once_are_refused(trainer: Any) -> None:
    assert stored(trainer, "text", [(KEYS[0], TEXTS[0])] * 257)[0] == 400


@pytest.mark.parametrize("keys", [["x"], [KEYS[0].upper()], [1], "x"])
def test_what_are_no_keys_is_refused(trainer: Any, keys: Any) -> None:
    assert missing(trainer, "text", keys)[0] == 400


def test_numbers_have_no_vectors_and_miss_none(trainer: Any) -> None:
    assert missing(trainer, "numbers", KEYS)[1] == {"missing": [], "version": "none"}


@pytest.mark.parametrize("url", ["/vectors/smells", "/vectors/smells/missing"])
def test_an_unknown_type_is_refused(trainer: Any, url: str) -> None:
    status, reply = trainer.ask("POST", url, b'{"keys": []}')
    assert (status, json.loads(reply)["error"]["code"]) == (400, "bad_request")


@pytest.mark.parametrize("language", ["", "en"])
def test_it_says_what_this_machine_uses(trainer: Any, language: str) -> None:
    status, reply = trainer.ask("GET", f"/uses?language={language}")
    here = {kind: uses(kind, language) for kind in ("text", "images", "sounds")}
    assert status == 200
    assert reply == msgspec.json.encode(here)
