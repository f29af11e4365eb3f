import json
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from trainer.features import embedder
from trainer.features import uses
from trainer.places import Places
from trainer.training import train
from trainer.vectors import content_key
from trainer.vectors import Vectors

Told = Callable[..., dict[str, Any]]
TABLE = {
    "type": "numbers",
    "labels": ["big", "small"],
    "fields": [{"name": "size"}, {"name": "colour", "kind": "choice", "choices": ["red", "blue"]}],
    "examples": [
        ["big" if size > 5 else "small", json.dumps([size, ["red", "blue"][size % 2]]), f"p{who}"]
        for size in range(10)
        for who in range(4)
    ],
}


@pytest.fixture
def places(tmp_path: Path) -> Places:
    found = Places(tmp_path)
    found.make()
    return found


@pytest.fixture
def told(places: Places) -> Iterator[Told]:
    """Train on a request whose texts have been embedded; return the last event."""
    with closing(Vectors(places.vectors)) as vectors:

        def told(request: Any, known: slice = slice(None)) -> dict[str, Any]:
            texts = [row[1] for row in request["examples"] if len(row) == 3][known]
            if texts and request["type"] == "text":
                keys = [content_key("text", text) for text in texts]
                found = embedder("text").embed([text.encode() for text in texts])
                vectors.put(uses("text").version, keys, found)
            body = json.dumps(request).encode()
            return train(body, places, lambda *_: None, lambda _: None)

        yield told


def made(places: Places) -> list[str]:
    return [path.name for path in [*places.models.iterdir(), *places.reports.iterdir()]]


def test_a_good_request_makes_a_model_and_a_report(
    told: Told, small_request: Any, places: Places
) -> None:
    last = told(small_request)
    assert last["event"] == "done"
    assert made(places) == [f"{last['model']}.model", f"{last['report']}.report"]


def test_the_models_features_say_what_embedded(told: Told, small_request: Any) -> None:
    assert told(small_request)["features"] == f"text-2 {uses('text').version}"


def test_numbers_need_no_vectors(told: Told) -> None:
    assert told(TABLE)["score"].accuracy > 0.5


@pytest.mark.parametrize(
    "changes",
    [
        {"type": "smells"},
        {"labels": ["cat"]},
        {"labels": "cat"},
        {"examples": []},
        {"examples": [["cat", "miau"]]},
        {"task": "sing"},
        {"more": 1},
    ],
)
def test_a_bad_request_makes_none(
    told: Told, small_request: Any, places: Places, changes: Any
) -> None:
    last = told({**small_request, **changes})
    assert (last["event"], last["code"]) == ("failed", "bad_request")
    assert not made(places)


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"\xff", b"[" * 10_000])
def test_what_is_no_json_makes_none(data: bytes, places: Places) -> None:
    assert train(data, places, lambda *_: None, lambda _: None)["code"] == "bad_request"


def test_one_missing_vector_is_told(told: Told, small_request: Any, places: Places) -> None:
    examples = [["cat", "something new", "eve"], *small_request["examples"]]
    last = told({**small_request, "examples": examples}, slice(1, None))
    assert last["code"] == "missing_vectors"
    assert not made(places)


@pytest.mark.parametrize("task", ["curve", "noise", "contributors"])
def test_a_study_gives_its_result_and_points_on_the_way(
    told: Told, small_request: Any, places: Places, task: str
) -> None:
    told(small_request)
    points: list[dict[str, Any]] = []
    body = json.dumps({**small_request, "task": task, "options": {"seconds": 0.5}}).encode()
    last = train(body, places, lambda *_: None, points.append)
    assert last["event"] == "done"
    assert last["result"]["reason"] == ""
    assert points
