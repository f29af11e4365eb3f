import json
import tempfile
from collections.abc import Callable
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

Event = dict[str, Any]


@pytest.fixture(scope="module")
def poor(trainer: Any) -> Iterator[Any]:
    """A trainer without any weights but those that come with packages."""
    with tempfile.TemporaryDirectory(prefix="cb") as folder, pytest.MonkeyPatch.context() as patch:
        (Path(folder) / "weights").mkdir()
        patch.setenv("CROWDBOX_WEIGHTS", str(Path(folder) / "weights"))
        running = type(trainer)(Path(folder))
        yield running
        running.stop()


def code(reply: bytes) -> str:
    found: str = json.loads(reply)["error"]["code"]
    return found


def test_it_says_what_is_missing(poor: Any) -> None:
    uses = json.loads(poor.ask("GET", "/uses?language=en")[1])
    assert uses["images"] == {"version": "none", "missing": ["lite0"]}
    assert uses["text"]["version"] == "use-m3-1"
    assert "minilm" in uses["text"]["missing"]


@pytest.mark.parametrize("kind", ["images", "sounds"])
def test_files_cannot_be_embedded(poor: Any, kind: str) -> None:
    status, reply = poor.ask("POST", f"/vectors/{kind}/missing", b'{"keys": []}')
    assert (status, code(reply)) == (503, "missing_weights")
    status, reply = poor.ask("POST", f"/vectors/{kind}", msgspec.msgpack.encode([]))
    assert (status, code(reply)) == (503, "missing_weights")


def test_files_are_prepared_all_the_same(poor: Any, taught: Callable[[str], Event]) -> None:
    stored = taught("images")["items"][0][1]
    assert poor.ask("POST", "/media/images", stored)[0] == 200


@pytest.mark.parametrize("kind", ["images", "sounds"])
def test_a_training_on_files_fails_and_says_why(
    poor: Any, taught: Callable[[str], Event], kind: str
) -> None:
    examples = [
        [label, key, "p"] for label, (key, _) in zip("ab", taught(kind)["items"][:2], strict=True)
    ]
    last = poor.fit({"type": kind, "labels": ["a", "b"], "examples": examples})[-1]
    assert (last["event"], last["code"]) == ("failed", "missing_weights")


def test_a_model_of_files_cannot_be_asked(
    poor: Any, trainer: Any, taught: Callable[[str], Event]
) -> None:
    url = f"/models/{taught('images')['done']['model']}"
    poor.ask("PUT", url, trainer.ask("GET", url)[1])
    status, reply = poor.ask("POST", f"{url}/predict", b'{"data": ["eA=="]}')
    assert (status, code(reply)) == (503, "missing_weights")
    assert "lite0" in json.loads(reply)["error"]["message"]


def test_texts_are_learned_and_predicted_by_what_is_there(poor: Any, small_request: Event) -> None:
    last = poor.fit({**small_request, "language": "en"})[-1]
    assert (last["event"], last["features"]) == ("done", "text-2 use-m3-1")
