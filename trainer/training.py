"""One training or study from request to event: what the child does once it has its order."""

import importlib
import sys
import traceback
from collections.abc import Callable
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from trainer import model_file
from trainer import reports
from trainer.features import MissingWeights
from trainer.features import NO_EMBEDDER
from trainer.features import NothingToLearn
from trainer.fit import fit
from trainer.learning import BadRequest
from trainer.learning import Progress
from trainer.learning import Request
from trainer.limits import machine_mb
from trainer.limits import use_algebra
from trainer.networks import in_use
from trainer.networks import ROOMY_MB
from trainer.places import Places
from trainer.vectors import content_key
from trainer.vectors import read_only

Event = dict[str, Any]
Point = Callable[[dict[str, Any]], None]
"""Called with what a study has found so far."""

_STUDIES = {
    "curve": "trainer.crowd",
    "noise": "trainer.noise",
    "contributors": "trainer.contributors",
}
"""Modules with a function `study(request, vectors, tell, point) -> dict`."""


class MissingVectors(Exception):
    """Some examples have no vector yet, or no whole one."""


def prepare() -> None:
    """Use the libraries once, before memory is limited, so that they have what they need.

    scikit-learn, which only numbers need, takes a second to import here and several on a Pi, and
    35 MB: where memory allows, that is over before somebody presses Train.
    """
    use_algebra()
    if machine_mb() >= ROOMY_MB:
        importlib.import_module("trainer.growing")
    examples = tuple((label, f"{label} {who}", who) for label in "abc" for who in "123")
    request = Request("text", ("a", "b", "c"), examples)
    fit(request, np.zeros((len(examples), 0), dtype=np.float32), lambda *_: None)


def train(data: bytes, places: Places, tell: Progress, point: Point) -> Event:
    """Do what a request in JSON asks for and return the last event; raises MemoryError."""
    try:
        request = msgspec.json.decode(data, type=Request)
        del data
        vectors = vectors_of(request, places)
        if request.task == "fit":
            return _fitted(request, vectors, places, tell)
        module = importlib.import_module(_STUDIES[request.task])
        return {"event": "done", "result": module.study(request, vectors, tell, point)}
    except MemoryError:
        raise
    except Exception as error:
        return _failure(error)


def vectors_of(request: Request, places: Places) -> NDArray[np.float32]:
    """Return the vectors of all examples, then those of the test; raises MissingVectors.

    Raises MissingWeights where nobody could make them.
    """
    data = [data for _, data, _ in (*request.examples, *request.test)]
    version = in_use(request.type, request.language)
    if version == NO_EMBEDDER or not data:
        return np.zeros((len(data), 0), dtype=np.float32)
    keys = [content_key(request.type, item) for item in data]
    vectors, missing = read_only(places.vectors, version, keys)
    if missing:
        raise MissingVectors
    return vectors


def _fitted(
    request: Request, vectors: NDArray[np.float32], places: Places, tell: Progress
) -> Event:
    outcome = fit(request, vectors, tell)
    tell("saving", 0, 1)
    name, size = model_file.write(outcome.model, places.models)
    report = reports.write(outcome.report, places.reports)
    tell("saving", 1, 1)
    return {
        "event": "done",
        "model": name,
        "size": size,
        "features": outcome.model.features,
        "score": outcome.score,
        "report": report,
    }


def _failure(error: Exception) -> Event:
    if isinstance(error, (msgspec.MsgspecError, BadRequest)):
        return _failed("bad_request", str(error))
    if isinstance(error, NothingToLearn):
        return _failed("nothing_to_learn", "no example has a word in it")
    if isinstance(error, MissingVectors):
        return _failed("missing_vectors", "some examples have not been embedded yet")
    if isinstance(error, MissingWeights):
        return _failed("missing_weights", ", ".join(error.names))
    # Not the error's message: it may hold words of the children.
    print(type(error).__name__, *traceback.format_tb(error.__traceback__), file=sys.stderr)
    return _failed("broken", type(error).__name__)


def _failed(code: str, message: str) -> Event:
    return {"event": "failed", "code": code, "message": message}
