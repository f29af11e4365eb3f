"""From examples to a model: an honest score, a report on each example, and the final weights."""

from typing import NamedTuple

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from trainer.evaluate import cross_validated
from trainer.evaluate import on_test
from trainer.evaluate import Score
from trainer.evaluate import scored
from trainer.evaluate import TestScore
from trainer.evaluate import unscored
from trainer.evaluate import UNTESTED
from trainer.features import NothingToLearn
from trainer.learning import Learned
from trainer.learning import Learner
from trainer.learning import learner
from trainer.learning import Progress
from trainer.learning import Request
from trainer.model import Model

DIGITS = 4
"""Of the probabilities in a report."""


class Report(Struct, frozen=True):
    """What the others would call each example, in the order of the request.

    `guess` is a place in `request.labels`, −1 where it could not be asked; `sure` its probability.
    """

    guess: list[int]
    sure: list[float]


class Outcome(NamedTuple):
    """What a training gives."""

    model: Model
    score: Score
    report: Report


def fit(request: Request, vectors: NDArray[np.float32], progress: Progress) -> Outcome:
    """Return the model of these examples, its score and a report on each of them.

    `vectors` has a row for each of `request.examples` and then of `request.test`. The order of
    examples makes no difference. Raises BadRequest, and NothingToLearn where no example has
    anything in it.
    """
    count = len(request.examples)
    progress("reading", count, count)
    reader = learner(request, vectors, progress)
    guesses, sure = _asked(reader, progress)
    progress("final", 0, 1)
    learned = reader.learn(np.arange(count))
    place = np.array([request.labels.index(label) for label in reader.labels])
    test = _tested(reader, learned, request.labels, place)
    progress("final", 1, 1)
    score = replace(_scored(reader, guesses, request.labels, place), test=test)
    return Outcome(learned.model(), score, _report(guesses, sure, place))


def _asked(learner: Learner, progress: Progress) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    try:
        return cross_validated(learner, progress)
    except NothingToLearn:  # the only people whose examples say something are those held out
        return np.full(learner.examples, UNTESTED), np.zeros(learner.examples)


def _scored(
    learner: Learner, guesses: NDArray[np.intp], order: tuple[str, ...], place: NDArray[np.intp]
) -> Score:
    people = learner.contributors[: learner.examples]
    if (guesses == UNTESTED).any():
        return unscored(people)
    return scored(order, place[learner.answers[: learner.examples]], place[guesses], people)


def _tested(
    learner: Learner, learned: Learned, order: tuple[str, ...], place: NDArray[np.intp]
) -> TestScore | None:
    """Return how the final model does on what was locked away."""
    at = np.arange(learner.examples, len(learner.answers))
    if not len(at):
        return None
    guesses = learned.probabilities(at).argmax(axis=1)
    people = learner.contributors[learner.examples :]
    return on_test(order, place[learner.answers[at]], place[guesses], people)


def _report(
    guesses: NDArray[np.intp], sure: NDArray[np.float64], place: NDArray[np.intp]
) -> Report:
    told = np.where(guesses == UNTESTED, UNTESTED, place[guesses])
    return Report(told.tolist(), np.round(sure, DIGITS).tolist())
