import json
from pathlib import Path
from typing import Any

import pytest

from trainer.training import train


def told(request: Any, folder: Path) -> dict[str, Any]:
    return train(json.dumps(request).encode(), folder, lambda *_: None)


def test_a_good_request_makes_a_model(small_request: Any, tmp_path: Path) -> None:
    last = told(small_request, tmp_path)
    assert last["event"] == "done"
    assert [path.stem for path in tmp_path.iterdir()] == [last["model"]]


@pytest.mark.parametrize(
    "changes",
    [
        {"type": "smells"},
        {"labels": ["cat"]},
        {"labels": "cat"},
        {"examples": []},
        {"examples": [["cat", "miau"]]},
        {"more": 1},
    ],
)
def test_a_bad_request_makes_none(small_request: Any, tmp_path: Path, changes: Any) -> None:
    last = told({**small_request, **changes}, tmp_path)
    assert (last["event"], last["code"]) == ("failed", "bad_request")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"\xff", b"[" * 10_000])
def test_what_is_no_json_makes_none(data: bytes, tmp_path: Path) -> None:
    assert train(data, tmp_path, lambda *_: None)["code"] == "bad_request"


def test_examples_without_words_are_nothing_to_learn_from(tmp_path: Path) -> None:
    request = {"type": "text", "labels": ["a", "b"], "examples": [["a", ".", "x"], ["b", ",", "x"]]}
    assert told(request, tmp_path)["code"] == "nothing_to_learn"
