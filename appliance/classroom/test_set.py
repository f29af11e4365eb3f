"""The test set: people whose examples are locked away, so that no model ever learns from them.

Cross-validation tries each model on people it has not learned from, but a class that changes its
examples until that score is good has learned from it. A test set that nobody looked at tells.
Whole people are locked away: what they write later is of the test set too.
"""

import random
from collections import Counter
from collections import defaultdict
from typing import Final

import msgspec

from appliance.classroom.problems import Problem
from appliance.classroom.projects import permitted
from appliance.classroom.records import Actor
from appliance.classroom.records import Example
from appliance.classroom.records import Project
from appliance.classroom.room import atomic
from appliance.classroom.room import Room

SHARES: Final = (0.05, 0.5)
"""The least and the largest share of the examples to ask for."""
FEWEST_LEFT: Final = 3
"""People whose examples stay, so that cross-validation is possible."""
_MOST: Final = 0.5
"""No more than this share of all examples is locked away, whoever wrote them."""

Wrote = dict[str, Counter[str]]
"""contributor → label → how many shown examples."""


@atomic
def lock(room: Room, actor: Actor, project: str, *, share: float) -> Project:
    """Lock about this share of the examples away and return the project.

    The project's id decides who is chosen, so that nobody can choose a test to their liking. Each
    label keeps what training needs, and is in the test set if people allow. Raises Problem
    `bad_request`, `few_contributors` or `few_examples`.
    """
    found = permitted(room, actor, "test.lock", project)
    if not SHARES[0] <= share <= SHARES[1]:
        raise Problem("bad_request", field="share")
    wrote = _wrote(room, found)
    if len(wrote) <= FEWEST_LEFT:
        raise Problem("few_contributors", min=FEWEST_LEFT + 1)
    chosen = _Choice(found, wrote, room.limits.min_examples).made(share)
    if not chosen:
        raise _missing(found, wrote, room.limits.min_examples)
    return _saved(room, found, tuple(sorted(chosen)))


@atomic
def unlock(room: Room, actor: Actor, project: str) -> Project:
    """Give the test set back to training and return the project."""
    return _saved(room, permitted(room, actor, "test.lock", project), ())


def _saved(room: Room, project: Project, tested: tuple[str, ...]) -> Project:
    changed = msgspec.structs.replace(project, tested=tested)
    room.save(changed)
    return changed


def _wrote(room: Room, project: Project) -> Wrote:
    known = {label.id for label in project.labels}
    wrote: Wrote = defaultdict(Counter)
    for example in room.group(Example, project=project.id, state="shown"):
        if example.label in known:
            wrote[example.contributor][example.label] += 1
    return wrote


class _Choice:
    """Whose examples are locked away, one person after the other."""

    def __init__(self, project: Project, wrote: Wrote, least: int) -> None:
        self._wrote = wrote
        self._least = least
        self._left = sum(wrote.values(), Counter[str]())
        self._total = self._left.total()
        self._chosen: list[str] = []
        self._has: Counter[str] = Counter()
        self._order = sorted(wrote)
        # Not for secrets: anyone who knows the project may work out who is chosen.
        random.Random(project.id).shuffle(self._order)  # noqa: S311

    def made(self, share: float) -> list[str]:
        """Return the people: until the share is reached and no label is missing that could be."""
        while candidates := self._candidates():
            best = max(candidates, key=self._new_labels)
            if self._has.total() >= share * self._total and not self._new_labels(best):
                break
            self._chosen.append(best)
            self._has += self._wrote[best]
            self._left -= self._wrote[best]
        return self._chosen

    def _candidates(self) -> list[str]:
        if len(self._order) - len(self._chosen) <= FEWEST_LEFT:
            return []
        return [who for who in self._order if who not in self._chosen and self._spared(who)]

    def _spared(self, who: str) -> bool:
        theirs = self._wrote[who]
        small = self._has.total() + theirs.total() <= _MOST * self._total
        return small and all(
            self._left[label] - count >= self._least for label, count in theirs.items()
        )

    def _new_labels(self, who: str) -> int:
        return sum(label not in self._has for label in self._wrote[who])


def _missing(project: Project, wrote: Wrote, least: int) -> Problem:
    """Return the problem that says what would have to be written for one person to be spared."""
    left = sum(wrote.values(), Counter[str]())
    needs = [
        {label: least + count - left[label] for label, count in theirs.items()}
        for theirs in wrote.values()
    ]
    fewest = min(needs, key=lambda need: sum(max(0, count) for count in need.values()))
    names = {label.id: label.name for label in project.labels}
    told = [f"{names[label]} +{count}" for label, count in sorted(fewest.items()) if count > 0]
    return Problem("few_examples", min=least, missing=", ".join(told) or "+1")
