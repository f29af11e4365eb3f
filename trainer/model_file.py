"""Model files: a JSON header and plain arrays, closed by a checksum; nothing in it can run.

The layout, all numbers little-endian:

    16 bytes   MAGIC
     8 bytes   length of the header in bytes
     n bytes   header, JSON in UTF-8: type, features, embedder, labels, extra (what else the kind
               of model needs), arrays [{name, dtype, shape}]
               the arrays in the header's order, each from the next multiple of 8 on
    32 bytes   SHA-256 of all before

A file is named by the SHA-256 of all its bytes, so that equal models are one file.
"""

import hashlib
import importlib
import json
import math
import os
import tempfile
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from trainer.features import Arrays
from trainer.features import NO_EMBEDDER
from trainer.model import Model

MAGIC = b"CROWDBOX MODEL 1"
SUFFIX = ".model"
LONGEST_HEADER = 1_000_000
_DIGEST = 32
_START = len(MAGIC) + 8
_FLOATS = ("<f4", "<f8")
_DTYPES = ("|u1", "<i4", *_FLOATS)

_KINDS = {
    "text-1": ("trainer.model", "LinearModel"),
    "text-2": ("trainer.model", "LinearModel"),
    "images-1": ("trainer.model", "LinearModel"),
    "sounds-1": ("trainer.model", "LinearModel"),
    "numbers-1": ("trainer.trees", "ForestModel"),
}
"""Where the class of a kind of model is, by the first word of its `features`."""


class DamagedModel(ValueError):
    """These bytes are not a whole model file, or one of features this trainer does not know."""


class _Array(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    dtype: str
    shape: list[int]

    def __post_init__(self) -> None:
        if self.dtype not in _DTYPES or any(side < 0 for side in self.shape):
            raise ValueError("an array of no known kind")

    @property
    def size(self) -> int:
        return math.prod(self.shape) * np.dtype(self.dtype).itemsize


class _Header(msgspec.Struct, forbid_unknown_fields=True):
    type: str
    features: str
    labels: list[str]
    arrays: list[_Array]
    embedder: str = NO_EMBEDDER
    extra: dict[str, Any] = {}


def dump(model: Model) -> bytes:
    """Return the bytes of a model; equal models give equal bytes."""
    stored = {name: np.ascontiguousarray(array) for name, array in model.arrays().items()}
    header = {
        "type": model.type,
        "features": model.features,
        "embedder": model.embedder,
        "labels": model.labels,
        "extra": model.header(),
        "arrays": [
            {"name": name, "dtype": array.dtype.newbyteorder("<").str, "shape": array.shape}
            for name, array in stored.items()
        ],
    }
    text = json.dumps(header, ensure_ascii=False, sort_keys=True).encode()
    body = MAGIC + len(text).to_bytes(8, "little") + text
    for array in stored.values():
        body += _padding(len(body)) + array.astype(array.dtype.newbyteorder("<")).tobytes()
    return body + hashlib.sha256(body).digest()


def load(data: bytes) -> Model:
    """Return the model that `data` holds; raises DamagedModel when a single byte is wrong."""
    body, digest = data[:-_DIGEST], data[-_DIGEST:]
    if not body.startswith(MAGIC) or hashlib.sha256(body).digest() != digest:
        raise DamagedModel("not a model file, or damaged")
    try:
        header, end = _header(body)
        return _model(header, _arrays(header, body, end))
    except (KeyError, ValueError, msgspec.MsgspecError) as error:
        # A checksum can be right and the file still be wrong: someone may have made it by hand.
        raise DamagedModel("the parts of the model file do not fit together") from error


def name(data: bytes) -> str:
    """Return the name of a model file without its suffix: the SHA-256 of its bytes in hex."""
    return hashlib.sha256(data).hexdigest()


def write(model: Model, folder: Path) -> tuple[str, int]:
    """Put a model into `folder` under its own name; return the name and its size in bytes."""
    data = dump(model)
    save(data, folder / (name(data) + SUFFIX))
    return name(data), len(data)


def save(data: bytes, path: Path) -> None:
    """Write a file that is there whole or not at all."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _padding(length: int) -> bytes:
    return bytes(-length % 8)


def _header(body: bytes) -> tuple[_Header, int]:
    length = int.from_bytes(body[len(MAGIC) : _START], "little")
    if length > LONGEST_HEADER:
        raise ValueError("the header is too long")
    end = _START + length
    return msgspec.json.decode(body[_START:end], type=_Header), end


def _arrays(header: _Header, body: bytes, at: int) -> dict[str, NDArray[Any]]:
    found: dict[str, NDArray[Any]] = {}
    for array in header.arrays:
        at += len(_padding(at))
        if array.name in found or at + array.size > len(body):
            raise ValueError("an array is doubled or cut off")
        raw = np.frombuffer(body, dtype=array.dtype, count=math.prod(array.shape), offset=at)
        if array.dtype in _FLOATS and not np.isfinite(raw).all():
            raise ValueError("a number is not finite")
        found[array.name] = raw.reshape(array.shape)
        at += array.size
    if at != len(body):
        raise ValueError("there is more than the header says")
    return found


def _model(header: _Header, arrays: Arrays) -> Model:
    labels = header.labels
    if len(labels) < 2 or labels != sorted(set(labels)):
        raise ValueError("labels are not in order")
    module, name = _KINDS[header.features.partition(" ")[0]]
    kind: type[Model] = getattr(importlib.import_module(module), name)
    known = {
        "type": header.type,
        "labels": labels,
        "features": header.features,
        "embedder": header.embedder,
    }
    return kind.load({**header.extra, **known}, arrays)
