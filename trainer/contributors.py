"""Whose data: how the score on everybody else's examples changes without one person's examples.

Both scores are of the same examples, by models that have seen nothing of their contributors; the
models of the second have seen nothing of the one left out either. The difference is the second
less the first: below zero, this person's examples help the others; above, they do harm. `spread`
is the standard error of the difference, taken over the people whose examples were tried: a
difference of less than two spreads may be chance. It says nothing of a person's own examples, and
it is small wherever others wrote the same.

Groups are quarters of the people by how many examples they gave, the most first.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

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
from trainer.studies import sureness

MOST_PEOPLE = 40
GROUPS = 4
FEWEST_IN_GROUP = 2
"""Groups of one would say what leaving out one person says."""


def study(
    request: Request, vectors: NDArray[np.float32], tell: Progress, point: Point
) -> dict[str, Any]:
    """Return the class's accuracy and its difference without each person and each group.

    Groups come first: they say something of everybody. Beyond 40 people those with the most
    examples are left out one by one, the others in groups alone. Who comes after time is over is
    missing. The reason is `few_contributors` where there
    is no cross-validation. Raises BadRequest.
    """
    known = _Known.of(request, learner(request, vectors, tell))
    result: dict[str, Any] = {"accuracy": None, "of": 0, "people": [], "groups": [], "reason": ""}
    if not known.tests:
        return result | {"reason": FEW}
    result |= {"accuracy": rounded(known.right.mean()), "of": len(known.right)}
    ranked = [name for name, _ in sorted(known.sizes.items(), key=lambda item: (-item[1], item[0]))]
    alone, groups = ranked[:MOST_PEOPLE], _quarters(ranked)
    budget = Budget(request)
    for done, members in enumerate(groups + [[name] for name in alone]):
        if budget.spent():
            break
        tell("contributors", done, len(alone) + len(groups))
        if done < len(groups):
            about = {"group": done + 1, "contributors": len(members)}
            result["groups"].append(about | known.without(members))
        else:
            result["people"].append({"contributor": members[0]} | known.without(members))
        point(result)
    return result


def _quarters(ranked: list[str]) -> list[list[str]]:
    if len(ranked) < GROUPS * FEWEST_IN_GROUP:
        return []
    return [part.tolist() for part in np.array_split(np.array(ranked), GROUPS)]


@dataclass(frozen=True)
class _Known:
    """A request, its folds, and which examples were right with everybody's help."""

    learner: Learner
    who: NDArray[np.str_]
    sizes: Counter[str]
    tests: list[NDArray[np.intp]]
    right: NDArray[np.bool_]

    @classmethod
    def of(cls, request: Request, learner: Learner) -> "_Known":
        count = len(request.examples)
        who = people(learner, count)
        answers = learner.answers[:count]
        tests = folds(answers, who.tolist())
        right = np.zeros(count, bool)
        if tests:
            right = held_out(learner, tests).argmax(axis=1) == answers
        return cls(learner, who, Counter(who.tolist()), tests, right)

    def without(self, members: list[str]) -> dict[str, Any]:
        """Return what changes for everybody else when nothing of these people is learned."""
        gone = np.isin(self.who, members)
        others = ~gone
        right = self.right.copy()
        for test in self.tests:
            known = np.setdiff1d(np.flatnonzero(others), test)
            asked = test[others[test]]
            # A fold that holds all of them has never learned from them: nothing changes there.
            if len(asked) and gone.sum() > gone[test].sum():
                guesses = sureness(self.learner, known, asked).argmax(axis=1)
                right[asked] = guesses == self.learner.answers[asked]
        changes = right[others].astype(float) - self.right[others]
        return {
            "examples": int(gone.sum()),
            "without": rounded(right[others].mean()),
            "difference": rounded(changes.mean()),
            "spread": rounded(_error(changes, self.who[others])),
        }


def _error(changes: NDArray[np.float64], who: NDArray[np.str_]) -> float:
    """Return the standard error of the mean change; the examples of one person go together."""
    names, at = np.unique(who, return_inverse=True)
    if len(names) < 2:
        return 0.0
    sums = np.bincount(at, changes - changes.mean())
    return float(np.sqrt(len(names) / (len(names) - 1) * (sums**2).sum()) / len(changes))
