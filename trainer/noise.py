"""The noise lab: which examples the rest of the class would label differently, and what it costs.

What a model says of an example was never learned from that example's contributor: everything here
comes from cross-validation over contributors, as the score does.
"""

from collections import Counter
from dataclasses import dataclass
from dataclasses import field
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trainer.alike import near
from trainer.alike import same
from trainer.evaluate import folds
from trainer.learning import Learner
from trainer.learning import learner
from trainer.learning import Progress
from trainer.learning import Request
from trainer.studies import Budget
from trainer.studies import FEW
from trainer.studies import held_out
from trainer.studies import people
from trainer.studies import Point
from trainer.studies import rounded
from trainer.studies import seed

SHARES = (0.0, 0.1, 0.2, 0.3, 0.4)
"""Shares of the labels that are flipped on a copy."""
DRAWS = 3
MOST = 200
_MOST_TOGETHER = 20
_BEHIND = 0.15
"""How far below the class's accuracy a label's own share of right answers lags."""


def study(
    request: Request, vectors: NDArray[np.float32], tell: Progress, point: Point
) -> dict[str, Any]:
    """Return doubtful examples, contradictions, near-duplicates, lagging labels, and flips.

    An example is its place in the request. With too few contributors for cross-validation the
    reason is `few_contributors`, and only what needs no model is found. Raises BadRequest.
    """
    lab = _Lab(request, learner(request, vectors, tell))
    budget = Budget(request)
    lab.result["contradictions"] = _contradictions(request, groups := same(request))
    point(lab.result)
    lab.result["near"] = [
        {"examples": [first, second], "similarity": rounded(similarity)}
        for similarity, first, second in near(
            request, vectors[: len(request.examples)], groups, budget
        )
    ]
    point(lab.result)
    if not lab.tests:
        return lab.result | {"reason": FEW}
    lab.look()
    point(lab.result)
    for done in lab.flip(budget):
        tell("noise", done, 1 + DRAWS * (len(SHARES) - 1))
        point(lab.result)
    return lab.result


def _contradictions(request: Request, groups: list[list[int]]) -> list[dict[str, Any]]:
    """Return the same example under several labels, those that most people wrote first."""
    found: list[dict[str, Any]] = []
    for group in groups:
        labels = sorted({request.examples[at][0] for at in group})
        if len(labels) > 1:
            found.append({"examples": group[:_MOST_TOGETHER], "labels": labels})
    return sorted(found, key=lambda item: len(item["examples"]), reverse=True)[:MOST]


def _empty() -> dict[str, Any]:
    kinds = ("doubtful", "contradictions", "near", "lagging", "flips")
    found: dict[str, Any] = {kind: [] for kind in kinds}
    return found | {"reason": ""}


@dataclass
class _Lab:
    """A request, its folds, and what was found so far."""

    request: Request
    learner: Learner
    result: dict[str, Any] = field(default_factory=_empty)

    def __post_init__(self) -> None:
        count = len(self.request.examples)
        self.answers = self.learner.answers[:count]
        self.tests = folds(self.answers, people(self.learner, count).tolist())
        # Flips are drawn in an order of their own: that of the request must make no difference.
        self.order = np.array(sorted(range(count), key=self.request.examples.__getitem__))
        self.scores: dict[float, list[float]] = {share: [] for share in SHARES}

    def look(self) -> None:
        """Find doubtful examples and lagging labels."""
        sure = held_out(self.learner, self.tests)
        guesses = sure.argmax(axis=1)
        self.scores[0.0].append(float((guesses == self.answers).mean()))
        self.result["doubtful"] = self._doubtful(guesses, sure.max(axis=1))
        self.result["lagging"] = self._lagging(guesses)

    def _doubtful(
        self, guesses: NDArray[np.intp], sure: NDArray[np.float64]
    ) -> list[dict[str, Any]]:
        wrong = self.order[(guesses != self.answers)[self.order]]
        ranked = wrong[np.argsort(-sure[wrong], kind="stable")][:MOST].tolist()
        return [
            {
                "example": at,
                "label": self.request.examples[at][0],
                "guess": self.learner.labels[guesses[at]],
                "confidence": rounded(sure[at]),
            }
            for at in ranked
        ]

    def _lagging(self, guesses: NDArray[np.intp]) -> list[dict[str, Any]]:
        """Return labels with half the usual examples, or far fewer right answers than all have."""
        of = Counter(self.answers.tolist())
        right = Counter(self.answers[guesses == self.answers].tolist())
        usual, accuracy = median(of.values()), right.total() / of.total()
        behind = [
            place
            for place in of
            if of[place] * 2 <= usual or right[place] / of[place] < accuracy - _BEHIND
        ]
        behind.sort(key=lambda place: (right[place] / of[place], place))
        return [
            {
                "label": self.learner.labels[place],
                "right": right[place],
                "of": of[place],
                "examples": of[place],
            }
            for place in behind
        ]

    def flip(self, budget: Budget) -> Any:
        """Measure what flipped labels cost, until time is over; yield how many draws are done.

        The first round is always whole. Scores are on the true labels of people not learned from.
        """
        done = 1
        for number in range(DRAWS):
            for share in SHARES[1:]:
                self.scores[share].append(self._flipped(share, number))
                self.result["flips"] = self._flips()
                done += 1
                yield done
                if number and budget.spent():
                    return

    def _flipped(self, share: float, number: int) -> float:
        chance = np.random.default_rng([seed(self.request), number, round(share * 100)])
        count = round(share * len(self.answers))
        chosen = self.order[chance.choice(len(self.order), count, replace=False)]
        answers = self.learner.answers.copy()
        labels = len(self.learner.labels)
        answers[chosen] = (answers[chosen] + chance.integers(1, labels, count)) % labels
        guesses = held_out(self.learner, self.tests, answers).argmax(axis=1)
        return float((guesses == self.answers).mean())

    def _flips(self) -> list[dict[str, Any]]:
        return [
            {"share": share, "mean": rounded(np.mean(scores)), "spread": rounded(np.std(scores))}
            for share, scores in self.scores.items()
            if scores
        ]
