"""One training from request to event: what the child process does once it has its order."""

import sys
import traceback
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from trainer import model_file
from trainer.features import NothingToLearn
from trainer.fit import BadRequest
from trainer.fit import fit
from trainer.fit import Progress
from trainer.fit import Request

Event = dict[str, Any]


def prepare() -> None:
    """Use the libraries once, before memory is limited, so that they have what they need.

    OpenBLAS takes 32 MB at its first call, and numpy and scipy each have one of their own. When
    it does not get them it tries for ever (seen in blas_memory_alloc of OpenBLAS 0.3.30).
    """
    side = np.ones((256, 256))
    np.linalg.solve(side @ side + np.eye(256), side @ side[0])
    examples = tuple((label, f"{label} {who}", who) for label in "abc" for who in "123")
    fit(Request("text", ("a", "b", "c"), examples), lambda *_: None)


def train(data: bytes, models: Path, tell: Progress) -> Event:
    """Train on a request in JSON, put the model into `models`, and return the last event.

    Raises MemoryError.
    """
    try:
        request = msgspec.json.decode(data, type=Request)
        del data
        outcome = fit(request, tell)
        tell("saving", 0, 1)
        name, size = model_file.write(outcome.model, models)
    except (msgspec.MsgspecError, BadRequest) as error:
        return _failed("bad_request", str(error))
    except NothingToLearn:
        return _failed("nothing_to_learn", "no example has a word in it")
    except MemoryError:
        raise
    except Exception as error:
        _blame(error)
        return _failed("broken", type(error).__name__)
    tell("saving", 1, 1)
    version = outcome.model.features.version
    return {
        "event": "done",
        "model": name,
        "size": size,
        "features": version,
        "score": outcome.score,
    }


def _failed(code: str, message: str) -> Event:
    return {"event": "failed", "code": code, "message": message}


def _blame(error: Exception) -> None:
    """Print where an error came from, but not its message, which may hold children's words."""
    print(type(error).__name__, *traceback.format_tb(error.__traceback__), file=sys.stderr)
