"""From examples to a model: reading, features, an honest score, and the final weights."""

import warnings
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

from trainer.evaluate import folds
from trainer.evaluate import Score
from trainer.evaluate import scored
from trainer.evaluate import unscored
from trainer.features import Features
from trainer.features import NothingToLearn
from trainer.features import reader
from trainer.features import Reading
from trainer.model import Model

REGULARISATION = 10.0
"""LogisticRegression's C, measured on eleven text sets at 2 to 20 examples for each label."""
MOST_STEPS = 1_000
MOST_FEATURES = 200_000
MOST_WEIGHTS = 1_000_000
"""Features times labels; the solver keeps some twenty arrays of that many floats."""

Progress = Callable[[str, int, int], None]
"""Called with the stage, how much of it is done, and of how much."""


class BadRequest(ValueError):
    """The examples cannot be trained on; the message says why."""


class Request(Struct, frozen=True, forbid_unknown_fields=True):
    """What to learn: a type of project, its labels, and (label, data, contributor) of each."""

    type: str
    labels: tuple[str, ...]
    examples: tuple[tuple[str, str, str], ...]


class Outcome(NamedTuple):
    """What a training gives."""

    model: Model
    score: Score


def check(request: Request) -> None:
    """Raise BadRequest for an unknown type, fewer than two labels, or a label without example."""
    try:
        reader(request.type)
    except KeyError:
        raise BadRequest(f"there is no type {request.type!r}") from None
    if len(request.labels) < 2 or len(set(request.labels)) != len(request.labels):
        raise BadRequest("two or more different labels are needed")
    if {label for label, _, _ in request.examples} != set(request.labels):
        raise BadRequest("each label needs an example, and each example one of the labels")


def fit(request: Request, progress: Progress) -> Outcome:
    """Return the model of these examples and its score; their order makes no difference.

    Raises BadRequest, and NothingToLearn where no example has a word in it.
    """
    check(request)
    # Sums of floats depend on their order, and a file that is named by its bytes must not.
    examples = sorted(request.examples)
    labels = tuple(sorted(request.labels))
    answers = np.array([labels.index(label) for label, _, _ in examples])
    progress("reading", len(examples), len(examples))
    reading = reader(request.type)(
        [data for _, data, _ in examples], lambda done, of: progress("features", done, of)
    )
    learner = _Learner(request.type, labels, answers, reading)
    who = [contributor for _, _, contributor in examples]
    score = _evaluate(learner, who, request.labels, progress)
    progress("final", 0, 1)
    model, _ = learner.learn(np.arange(len(answers)))
    progress("final", 1, 1)
    return Outcome(model, score)


class _Learner(NamedTuple):
    """All of a training that its folds share."""

    type: str
    labels: tuple[str, ...]
    answers: NDArray[np.intp]
    reading: Reading

    def learn(self, chosen: NDArray[np.intp]) -> tuple[Model, NDArray[np.float64]]:
        """Return a model of the chosen examples, and its logits for all."""
        most = min(MOST_FEATURES, max(1, MOST_WEIGHTS // len(self.labels)))
        features, rows = self.reading.learn(chosen, most)
        matrix = csr_matrix((rows.values, rows.columns, rows.starts), (len(rows), rows.width))
        weights, bias = _regression(matrix[chosen], self.answers[chosen])
        model = self._model(features, weights, bias)
        return model, np.asarray(matrix @ model.weights.astype(np.float64) + model.bias)

    def _model(
        self, features: Features, weights: NDArray[np.float64], bias: NDArray[np.float64]
    ) -> Model:
        stored = np.ascontiguousarray(weights.T, dtype=np.float32)
        return Model(self.type, self.labels, features, stored, bias.astype(np.float32))


def _regression(
    matrix: csr_matrix, answers: NDArray[np.intp]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return weights of shape (labels, features) and biases of shape (labels,)."""
    learner = LogisticRegression(C=REGULARISATION, max_iter=MOST_STEPS)
    with warnings.catch_warnings():
        # After so many steps the weights are good enough, whatever the solver's tolerance.
        warnings.simplefilter("ignore", ConvergenceWarning)
        learner.fit(matrix, answers)
    if len(learner.classes_) > 2:
        return learner.coef_, learner.intercept_
    # For two labels scikit-learn keeps one row; half for one and half against the other is the
    # same model in the shape of all others.
    return np.vstack((-learner.coef_, learner.coef_)) / 2, np.array([-0.5, 0.5]) * (
        learner.intercept_
    )


def _evaluate(
    learner: _Learner, contributors: list[str], order: tuple[str, ...], progress: Progress
) -> Score:
    """Return how well models do on people they have learned nothing from."""
    tests = folds(learner.answers, contributors)
    try:
        guesses = _guesses(learner, tests, progress)
    except NothingToLearn:  # the only people who wrote words are those held out
        tests = []
    if not tests:
        return unscored(contributors)
    place = np.array([order.index(label) for label in learner.labels])
    return scored(order, place[learner.answers], place[guesses], contributors, len(tests))


def _guesses(
    learner: _Learner, tests: list[NDArray[np.intp]], progress: Progress
) -> NDArray[np.intp]:
    guesses = np.zeros_like(learner.answers)
    for done, test in enumerate(tests):
        progress("folds", done, len(tests))
        known = np.setdiff1d(np.arange(len(guesses)), test)
        guesses[test] = learner.learn(known)[1][test].argmax(axis=1)
    progress("folds", len(tests), len(tests))
    return guesses
