"""Honest scores: how a model does on people whose examples it has never seen.

Whoever writes "I love my cat" also writes "I love my dog": a model that has seen a student's
other sentences looks better than it will be for the next student. So each fold of the
cross-validation holds out whole contributors.
"""

from collections import Counter
from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Sequence
from typing import ClassVar

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from trainer.chance import span
from trainer.learning import Learner
from trainer.learning import Progress

MOST_FOLDS = 5
FEWEST_CONTRIBUTORS = 3
UNTESTED = -1
"""The guess for an example that no honest model could be tried on."""


class LabelScore(Struct, frozen=True, kw_only=True):
    """How one label fared: `right` of `of` examples."""

    label: str
    right: int
    of: int


class TestScore(Struct, frozen=True, kw_only=True):
    """How the final model did on examples that were locked away; `low` to `high` as in Score."""

    __test__: ClassVar[bool] = False  # its name is no sign for pytest

    right: int
    of: int
    accuracy: float
    low: float
    high: float
    labels: tuple[LabelScore, ...] = ()


class Score(Struct, frozen=True, kw_only=True):
    """What cross-validation over contributors measured.

    `right` of `of` examples were labelled as their contributors did, by models that had seen
    nothing of these contributors. Another class like this one would find an accuracy between
    `low` and `high` in 95 of 100 cases. `confusion[i][j]` counts examples of label `order[i]`
    that were taken for `order[j]`. Where `reason` is not empty there is no honest number:
    `few_contributors` says that too few people contributed. `test` is there where examples were
    locked away.
    """

    right: int = 0
    of: int = 0
    accuracy: float | None = None
    low: float | None = None
    high: float | None = None
    folds: int = 0
    contributors: int = 0
    reason: str = ""
    labels: tuple[LabelScore, ...] = ()
    order: tuple[str, ...] = ()
    confusion: tuple[tuple[int, ...], ...] = ()
    test: TestScore | None = None


def folds(answers: NDArray[np.intp], contributors: Sequence[str]) -> list[NDArray[np.intp]]:
    """Return the held-out examples of each fold, all examples of a contributor in one fold.

    There are up to five folds with labels spread as evenly as whole contributors allow. Returns
    none with fewer than three contributors, or where nobody else would teach some label.
    """
    share = _shares(answers, contributors)
    if len(share) < FEWEST_CONTRIBUTORS:
        return []
    home = _assigned(share, min(MOST_FOLDS, len(share)))
    fold = np.array([home[contributor] for contributor in contributors])
    tests = [np.flatnonzero(fold == number) for number in range(max(home.values()) + 1)]
    labels = set(answers.tolist())
    honest = all(set(np.delete(answers, test).tolist()) == labels for test in tests)
    return tests if honest else []


def _shares(answers: NDArray[np.intp], contributors: Sequence[str]) -> dict[str, Counter[int]]:
    share: dict[str, Counter[int]] = defaultdict(Counter)
    for answer, contributor in zip(answers.tolist(), contributors, strict=True):
        share[contributor][answer] += 1
    return share


def _assigned(share: dict[str, Counter[int]], number: int) -> dict[str, int]:
    """Return the fold of each contributor: who wrote most comes first, to the emptiest fold."""
    held: list[Counter[int]] = [Counter() for _ in range(number)]
    home: dict[str, int] = {}
    writers = Counter(label for labels in share.values() for label in labels)
    # A label that few wrote is the hardest to keep in all training halves, so it goes first.
    order = sorted(
        share, key=lambda who: (min(writers[at] for at in share[who]), -share[who].total(), who)
    )
    for who in order:
        home[who] = min(range(number), key=lambda fold: _cost(held, fold, share[who]))
        held[home[who]].update(share[who])
    return home


def _cost(held: list[Counter[int]], fold: int, more: Counter[int]) -> tuple[int, int, int]:
    """Return how unwelcome `more` is in a fold; least is best.

    Worst is a label that no other fold holds: with it, this fold's training half would lack it.
    """
    here = held[fold]
    alone = sum(
        here[label] > 0 and not any(other[label] for other in held if other is not here)
        for label in more
    )
    crowded = sum(here[label] * count for label, count in more.items())
    return alone, crowded, here.total()


def cross_validated(
    learner: Learner, progress: Progress = lambda *_: None
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Return the label that others' examples teach for each example, and how sure that is.

    Guesses are places in `learner.labels`, and UNTESTED (with 0) where there are no honest folds.
    Raises NothingToLearn.
    """
    guesses = np.full(learner.examples, UNTESTED, dtype=np.intp)
    sure = np.zeros(learner.examples)
    tests = folds(learner.answers[: learner.examples], learner.contributors[: learner.examples])
    for done, test in enumerate(tests):
        progress("folds", done, len(tests))
        known = np.setdiff1d(np.arange(learner.examples), test)
        found = learner.learn(known).probabilities(test)
        guesses[test], sure[test] = found.argmax(axis=1), found.max(axis=1)
    progress("folds", len(tests), len(tests))
    return guesses, sure


def unscored(contributors: Iterable[str]) -> Score:
    """Return the score that says that too few people contributed for an honest one."""
    return Score(reason="few_contributors", contributors=len(set(contributors)))


def scored(
    order: tuple[str, ...],
    answers: NDArray[np.intp],
    guesses: NDArray[np.intp],
    contributors: Sequence[str],
) -> Score:
    """Return the score of cross-validated guesses; both are places in `order`."""
    confusion = np.zeros((len(order), len(order)), dtype=int)
    np.add.at(confusion, (answers, guesses), 1)
    low, high = span(answers == guesses, contributors)
    right, of = int(confusion.trace()), int(confusion.sum())
    people = len(set(contributors))
    return Score(
        right=right,
        of=of,
        accuracy=right / of,
        low=low,
        high=high,
        folds=min(MOST_FOLDS, people),
        contributors=people,
        labels=_each(order, confusion),
        order=order,
        confusion=tuple(map(tuple, confusion.tolist())),
    )


def on_test(
    order: tuple[str, ...],
    answers: NDArray[np.intp],
    guesses: NDArray[np.intp],
    contributors: Sequence[str],
) -> TestScore | None:
    """Return the score of guesses for what was locked away, if anything was."""
    if not len(answers):
        return None
    found = scored(order, answers, guesses, contributors)
    low, high = span(answers == guesses, contributors)
    labels = tuple(label for label in found.labels if label.of)
    accuracy = found.right / found.of
    return TestScore(
        right=found.right, of=found.of, accuracy=accuracy, low=low, high=high, labels=labels
    )


def _each(order: tuple[str, ...], confusion: NDArray[np.intp]) -> tuple[LabelScore, ...]:
    counts = zip(order, confusion.diagonal().tolist(), confusion.sum(axis=1).tolist(), strict=True)
    return tuple(LabelScore(label=label, right=right, of=of) for label, right, of in counts)


def in_words(score: Score) -> str:
    """Return a score as a person would say it, the plainest words first."""
    if score.accuracy is None or score.low is None or score.high is None:
        lines = ["No score: at least three people have to write examples, two of them each label."]
    else:
        lines = [
            f"About {round(10 * score.accuracy)} of 10 right, on people the model had not seen.",
            f"{score.right} of {score.of} ({score.accuracy:.1%}; in another class like this one "
            f"between {score.low:.0%} and {score.high:.0%}), {score.contributors} contributors "
            f"in {score.folds} rounds.",
            *(f"  {item.label}: {item.right} of {item.of}" for item in score.labels),
        ]
    if score.test is not None:
        lines.append(
            f"Test set: {score.test.right} of {score.test.of} right ({score.test.accuracy:.1%}; "
            f"{score.test.low:.0%} to {score.test.high:.0%})."
        )
    return "\n".join(lines)
