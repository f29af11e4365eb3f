"""What the studies of a class's examples share: the crowd curve, the noise lab, whose data."""

import time
from collections.abc import Callable
from typing import Any
from typing import SupportsFloat

import numpy as np
from numpy.typing import NDArray

from trainer.features import NothingToLearn
from trainer.learning import Learner
from trainer.learning import Request

Point = Callable[[dict[str, Any]], None]
"""Called with the result as far as it is known, each time it has grown."""

FEW = "few_contributors"
SECONDS = 60.0
"""Time that a study takes for draws, unless its options say otherwise."""


class Budget:
    """Time that repeated draws may take, from now on."""

    def __init__(self, request: Request) -> None:
        self._end = time.monotonic() + request.options.get("seconds", SECONDS)

    def spent(self) -> bool:
        """Tell whether the time is over."""
        return time.monotonic() >= self._end


def seed(request: Request) -> int:
    """Return what decides the draws of a study: its option `seed`, else 0."""
    return int(request.options.get("seed", 0))


def people(learner: Learner, examples: int) -> NDArray[np.str_]:
    """Return who made each of the first `examples`: those that may be learned from."""
    return np.array(learner.contributors[:examples], dtype=np.str_)


def sureness(
    learner: Learner,
    known: NDArray[np.intp],
    at: NDArray[np.intp],
    answers: NDArray[np.intp] | None = None,
) -> NDArray[np.float64]:
    """Return how sure of each label a model of the known examples is: shape (at, labels)."""
    try:
        return learner.learn(known, answers).probabilities(at)
    except NothingToLearn:  # without any word, which label is the commonest is all one can know
        taught = (learner.answers if answers is None else answers)[known]
        shares = np.bincount(taught, minlength=len(learner.labels)) / len(known)
        return np.tile(shares, (len(at), 1))


def held_out(
    learner: Learner,
    tests: list[NDArray[np.intp]],
    answers: NDArray[np.intp] | None = None,
) -> NDArray[np.float64]:
    """Return how sure models are that have learned from the other folds: shape (n, labels)."""
    everyone = np.arange(sum(map(len, tests)))
    found = np.zeros((len(everyone), len(learner.labels)))
    for test in tests:
        found[test] = sureness(learner, np.setdiff1d(everyone, test), test, answers)
    return found


def rounded(value: SupportsFloat) -> float:
    """Return a share as results give it: to four places."""
    return round(float(value), 4)
