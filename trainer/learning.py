"""What learning is, for every type: a request, a learner that has read it, and what it learns.

A learner reads all examples of a request once and then learns from any part of them, as often as
it is asked: five times for a score, a hundred times for the crowd curve and the noise lab.
"""

import importlib
from collections.abc import Callable
from typing import Literal
from typing import Protocol

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from trainer.model import Model

Progress = Callable[[str, int, int], None]
"""Called with the stage, how much of it is done, and of how much."""

Row = tuple[str, str, str]
"""Label, data, contributor."""

_LEARNERS = {
    "text": "trainer.linear",
    "images": "trainer.linear",
    "sounds": "trainer.linear",
    "numbers": "trainer.trees",
}
"""Modules with a function `learner(request, vectors, tell) -> Learner`."""


class BadRequest(ValueError):
    """The examples cannot be trained on; the message says why."""


class Field(Struct, frozen=True, forbid_unknown_fields=True):
    """One column of a project of numbers: a number, or one of some choices."""

    name: str
    kind: Literal["number", "choice"] = "number"
    choices: tuple[str, ...] = ()


class Request(Struct, frozen=True, forbid_unknown_fields=True):
    """What to learn: a type of project, its labels, and its examples.

    Those of `test` are locked away: models are tried on them and never learn from them.
    """

    type: str
    labels: tuple[str, ...]
    examples: tuple[Row, ...]
    test: tuple[Row, ...] = ()
    task: Literal["fit", "curve", "noise", "contributors"] = "fit"
    fields: tuple[Field, ...] = ()
    language: str = ""
    options: dict[str, float] = {}


class Learned(Protocol):
    """What was learned from some examples."""

    def probabilities(self, at: NDArray[np.intp]) -> NDArray[np.float64]:
        """Return how probable each label is for examples of the learner: shape (at, labels).

        A label that was not taught has 0; where only one was taught, it has 1.
        """

    def model(self) -> Model:
        """Return it as a model that can be kept and used elsewhere."""


class Learner(Protocol):
    """All examples of a request, read once.

    An example is known by its place in `request.examples`, those of `request.test` after them.
    """

    @property
    def labels(self) -> tuple[str, ...]:
        """Ids of the labels in alphabetical order."""

    @property
    def answers(self) -> NDArray[np.intp]:
        """The label of each example, test included: its place in `labels`."""

    @property
    def examples(self) -> int:
        """How many of them are examples to learn from; the rest is the test."""

    @property
    def contributors(self) -> list[str]:
        """Who made each example, test included."""

    def learn(self, chosen: NDArray[np.intp], answers: NDArray[np.intp] | None = None) -> Learned:
        """Learn from the chosen examples alone; `answers` are other labels for all examples.

        The order of `chosen` makes no difference. Raises NothingToLearn.
        """


def check(request: Request) -> None:
    """Raise BadRequest for an unknown type, fewer than two labels, or a label without example."""
    if request.type not in _LEARNERS:
        raise BadRequest(f"there is no type {request.type!r}")
    if len(request.labels) < 2 or len(set(request.labels)) != len(request.labels):
        raise BadRequest("two or more different labels are needed")
    if {label for label, _, _ in request.examples} != set(request.labels):
        raise BadRequest("each label needs an example, and each example one of the labels")
    if not {label for label, _, _ in request.test} <= set(request.labels):
        raise BadRequest("each example of the test needs one of the labels")


def learner(request: Request, vectors: NDArray[np.float32], tell: Progress) -> Learner:
    """Return a learner that has read the request; `vectors` has a row for each example and test.

    Its results do not depend on the order of the examples. Raises BadRequest.
    """
    check(request)
    if len(vectors) != len(request.examples) + len(request.test):
        raise BadRequest("each example needs a vector")
    made: Learner = importlib.import_module(_LEARNERS[request.type]).learner(request, vectors, tell)
    return made
