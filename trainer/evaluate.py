"""Honest scores: how a model does on people whose examples it has never seen.

Whoever writes "I love my cat" also writes "I love my dog": a model that has seen a student's
other sentences looks better than it will be for the next student. So each fold of the
cross-validation holds out whole contributors.
"""

from collections import Counter
from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

MOST_FOLDS = 5
FEWEST_CONTRIBUTORS = 3


class LabelScore(Struct, frozen=True, kw_only=True):
    """How one label fared: `right` of `of` examples."""

    label: str
    right: int
    of: int


class Score(Struct, frozen=True, kw_only=True):
    """What cross-validation over contributors measured.

    `right` of `of` examples were labelled as their contributors did, by models that had seen
    nothing of these contributors. `confusion[i][j]` counts examples of label `order[i]` that
    were taken for `order[j]`. Where `reason` is not empty there is no honest number:
    `few_contributors` says that too few people contributed.
    """

    right: int = 0
    of: int = 0
    accuracy: float | None = None
    folds: int = 0
    contributors: int = 0
    reason: str = ""
    labels: tuple[LabelScore, ...] = ()
    order: tuple[str, ...] = ()
    confusion: tuple[tuple[int, ...], ...] = ()


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


def unscored(contributors: Iterable[str]) -> Score:
    """Return the score that says that too few people contributed for an honest one."""
    return Score(reason="few_contributors", contributors=len(set(contributors)))


def scored(
    order: tuple[str, ...],
    answers: NDArray[np.intp],
    guesses: NDArray[np.intp],
    contributors: Iterable[str],
    folds: int,
) -> Score:
    """Return the score of guesses; both are places in `order`."""
    confusion = np.zeros((len(order), len(order)), dtype=int)
    np.add.at(confusion, (answers, guesses), 1)
    right, of = int(confusion.trace()), int(confusion.sum())
    rows = confusion.tolist()
    labels = [
        LabelScore(label=label, right=row[place], of=sum(row))
        for place, (label, row) in enumerate(zip(order, rows, strict=True))
    ]
    return Score(
        right=right,
        of=of,
        accuracy=right / of,
        folds=folds,
        contributors=len(set(contributors)),
        labels=tuple(labels),
        order=order,
        confusion=tuple(map(tuple, rows)),
    )


def in_words(score: Score) -> str:
    """Return a score as a person would say it."""
    if score.accuracy is None:
        return "No score: at least three people have to write examples, two of them each label."
    lines = [
        f"{score.right} of {score.of} right ({score.accuracy:.1%}), on people the model "
        f"had not seen ({score.contributors} contributors in {score.folds} rounds)."
    ]
    lines += [f"  {item.label}: {item.right} of {item.of}" for item in score.labels]
    return "\n".join(lines)
