import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from trainer import model_file
from trainer.features import Batch
from trainer.model import LinearModel
from trainer.model import Model
from trainer.model_file import DamagedModel


def test_a_model_comes_back_and_says_the_same(model: Model) -> None:
    texts = ["the dog barks", "my cat", "zzz", ""]
    back = model_file.load(model_file.dump(model))
    batch = Batch.without_vectors(texts)
    assert np.array_equal(back.probabilities(batch), model.probabilities(batch))
    assert back.labels == model.labels


def test_any_changed_byte_is_noticed(model: Model) -> None:
    data = model_file.dump(model)
    # Every byte of the first two and the last kilobyte, and some in each region between.
    places = [
        *range(2048),
        *range(2048, len(data) - 1024, 997),
        *range(len(data) - 1024, len(data)),
    ]
    for place in places:
        changed = bytearray(data)
        changed[place] ^= 1 << place % 8
        with pytest.raises(DamagedModel):
            model_file.load(bytes(changed))


@pytest.mark.parametrize("length", [0, 1, 16, 24, 31, 32, 33, 60, 500, -1, -32, -33])
def test_a_cut_file_is_noticed(model: Model, length: int) -> None:
    with pytest.raises(DamagedModel):
        model_file.load(model_file.dump(model)[:length])


def test_something_added_is_noticed(model: Model) -> None:
    with pytest.raises(DamagedModel):
        model_file.load(model_file.dump(model) + b"\0")


def forged(model: Model, change: Callable[[dict[str, Any]], None], more: bytes = b"") -> bytes:
    """A file with another header whose checksum is right."""
    body = model_file.dump(model)[:-32]
    length = int.from_bytes(body[16:24], "little")
    header = json.loads(body[24 : 24 + length])
    change(header)
    text = json.dumps(header, ensure_ascii=False).encode()
    text += b" " * ((length - len(text)) % 8)  # keeps the arrays where they were
    new = body[:16] + len(text).to_bytes(8, "little") + text + body[24 + length :] + more
    return new + hashlib.sha256(new).digest()


FORGERIES: dict[str, Callable[[dict[str, Any]], object]] = {
    "huge array": lambda header: header["arrays"][0].update(shape=[1 << 60]),
    "huge product": lambda header: header["arrays"][2].update(shape=[1 << 33, 1 << 33]),
    "negative side": lambda header: header["arrays"][1].update(shape=[-1]),
    "objects": lambda header: header["arrays"][1].update(dtype="|O"),
    "other numbers": lambda header: header["arrays"][1].update(dtype="<f8"),
    "bytes for weights": lambda header: header["arrays"][3].update(dtype="|u1", shape=[8]),
    "one shape for another": lambda header: header["arrays"][3].update(shape=[1, 2]),
    "array twice": lambda header: header["arrays"][1].update(name="names"),
    "array missing": lambda header: header["arrays"][1].update(name="else"),
    "array dropped": lambda header: header["arrays"].pop(),
    "unknown features": lambda header: header.update(features="text-999"),
    "label missing": lambda header: header["labels"].pop(),
    "labels out of order": lambda header: header["labels"].reverse(),
    "label no text": lambda header: header.update(labels=[1, 2]),
    "unknown field": lambda header: header.update(run="me"),
    "type missing": lambda header: header.pop("type"),
}


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forged_header_is_refused(model: Model, name: str) -> None:
    def change(header: dict[str, Any]) -> None:
        FORGERIES[name](header)

    with pytest.raises(DamagedModel):
        model_file.load(forged(model, change))


def test_the_forger_of_these_tests_can_write_a_good_file(model: Model) -> None:
    assert model_file.load(forged(model, lambda header: None)).labels == model.labels


def test_more_than_the_header_says_is_refused(model: Model) -> None:
    with pytest.raises(DamagedModel):
        model_file.load(forged(model, lambda header: None, bytes(8)))


@pytest.mark.parametrize("text", [b"", b"{", b"[" * 100_000, b"null", b"\xff", b"{}"])
def test_a_header_that_is_none_is_refused(text: bytes) -> None:
    body = model_file.MAGIC + len(text).to_bytes(8, "little") + text
    with pytest.raises(DamagedModel):
        model_file.load(body + hashlib.sha256(body).digest())


@pytest.mark.parametrize("length", [1 << 62, 1_000_001, 99])
def test_a_header_length_beyond_the_file_is_refused(length: int) -> None:
    body = model_file.MAGIC + length.to_bytes(8, "little") + b"{}"
    with pytest.raises(DamagedModel):
        model_file.load(body + hashlib.sha256(body).digest())


def linear(model: Model) -> LinearModel:
    assert isinstance(model, LinearModel)
    return model


def test_weights_that_are_no_numbers_are_refused(model: Model) -> None:
    bias = np.full(2, float("nan"), dtype=np.float32)
    broken = replace(linear(model), bias=bias)
    with pytest.raises(DamagedModel):
        model_file.load(model_file.dump(broken))


def test_a_model_of_vectors_comes_back(model: Model) -> None:
    dense = np.arange(6, dtype=np.float32).reshape(3, 2)
    seeing = replace(
        linear(model), type="images", features="images-1 x", embedder="x", dense=dense,
        words=None, weights=None,
    )  # fmt: skip
    back = linear(model_file.load(model_file.dump(seeing)))
    assert (back.type, back.features, back.embedder) == ("images", "images-1 x", "x")
    assert np.array_equal(back.dense, dense)
    assert back.words is None


def test_a_model_of_an_older_box_still_loads(model: Model) -> None:
    def age(header: dict[str, Any]) -> None:
        assert header["arrays"].pop(0)["name"] == "dense"
        del header["embedder"], header["extra"]
        header["features"] = "text-1"

    old = linear(model_file.load(forged(model, age)))
    batch = Batch.without_vectors(["the dog barks", "my cat"])
    assert np.array_equal(old.probabilities(batch), model.probabilities(batch))
    assert old.embedder == "none"


def test_a_file_is_named_by_its_bytes(model: Model, tmp_path: Path) -> None:
    name, size = model_file.write(model, tmp_path)
    data = (tmp_path / f"{name}.model").read_bytes()
    assert hashlib.sha256(data).hexdigest() == name
    assert len(data) == size


def test_nothing_unfinished_stays_when_a_write_fails(tmp_path: Path) -> None:
    (tmp_path / "folder.model").mkdir()
    with pytest.raises(OSError):
        model_file.save(b"x", tmp_path / "folder.model")
    assert [path.name for path in tmp_path.iterdir()] == ["folder.model"]
