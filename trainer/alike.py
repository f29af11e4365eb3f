"""Examples that are the same, or nearly: pairs of places in a request."""

import unicodedata
from array import array
from collections import defaultdict
from itertools import combinations_with_replacement
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from trainer.learning import Request
from trainer.studies import Budget

LEAST = 0.97
"""Cosine of two vectors from which on their examples count as nearly the same."""
MOST = 200
MOST_TWICE = 100
"""Exact repeats under one label; more of them would hide what is nearly the same."""
SHORTEST = 8
"""Letters of a text below which one more or less makes another word."""
LONGEST = 120
"""Letters of a text above which only its vector is compared."""
_BLOCK = 2_048
_PART = 8_192
_SHORT = 48
"""Directions in which vectors are compared first; the closest are compared in full."""
_SAMPLE = 4_096

Vectors = NDArray[np.float32]


class Pair(NamedTuple):
    """Two places and how alike they are, up to 1."""

    similarity: float
    first: int
    second: int


def key(type: str, data: str) -> str:
    """Return what is the same for the same example: a text without case, space, punctuation."""
    if type != "text":
        return data
    folded = unicodedata.normalize("NFKC", data).casefold()
    kept = "".join(letter for letter in folded if unicodedata.category(letter)[0] not in "PZC")
    return kept or data.strip()


def same(request: Request) -> list[list[int]]:
    """Return the places of all examples, those that are the same together, in order of key."""
    found: dict[str, list[int]] = defaultdict(list)
    for place, (_, data, _) in enumerate(request.examples):
        found[key(request.type, data)].append(place)
    return [found[name] for name in sorted(found)]


def near(request: Request, vectors: Vectors, groups: list[list[int]], budget: Budget) -> list[Pair]:
    """Return the most alike pairs: twice the same under one label, a slip of the pen, or close.

    Rows of numbers are compared for being the same alone. Pairs with different labels come
    first, then the most alike.
    """
    labels = [label for label, _, _ in request.examples]
    pairs = _twice(groups, labels)[:MOST_TWICE]
    firsts = [group[0] for group in groups]
    if request.type == "text":
        pairs += _slips([key("text", request.examples[at][1]) for at in firsts], firsts)
    if request.type != "numbers" and vectors.shape[1]:
        pairs += closest(vectors, firsts, budget)
    return _best(pairs, labels)


def _best(pairs: list[Pair], labels: list[str]) -> list[Pair]:
    found: dict[tuple[int, int], float] = {}
    for similarity, first, second in pairs:
        at = (min(first, second), max(first, second))
        found[at] = max(similarity, found.get(at, 0.0))
    ranked = [Pair(similarity, *at) for at, similarity in found.items()]
    ranked.sort(key=lambda pair: (labels[pair[1]] == labels[pair[2]], -pair[0], pair[1], pair[2]))
    return ranked[:MOST]


def _twice(groups: list[list[int]], labels: list[str]) -> list[Pair]:
    """Return one pair of each group and label that has the same example twice."""
    found = []
    for group in groups:
        first: dict[str, int] = {}
        told: set[str] = set()
        for at in group:
            if labels[at] in first and labels[at] not in told:
                told.add(labels[at])
                found.append(Pair(1.0, first[labels[at]], at))
            first.setdefault(labels[at], at)
    return found


def _slips(keys: list[str], places: list[int]) -> list[Pair]:
    """Return texts that become the same when each loses at most one letter."""
    hashes, owners = array("q"), array("q")
    for number, text in enumerate(keys):
        if SHORTEST <= len(text) <= LONGEST:
            shorter = {hash(text[:at] + text[at + 1 :]) for at in range(len(text))}
            shorter.add(hash(text))
            hashes.extend(shorter)
            owners.extend([number] * len(shorter))
    if not hashes:
        return []
    found, who = np.array(hashes), np.array(owners)
    order = np.lexsort((who, found))
    alike = np.flatnonzero(found[order][1:] == found[order][:-1])
    pairs = np.unique(np.stack((who[order][alike], who[order][alike + 1]), axis=1), axis=0)
    return [
        Pair(1 - 1 / max(len(keys[first]), len(keys[second])), places[first], places[second])
        for first, second in pairs.tolist()
    ]


def closest(vectors: Vectors, places: list[int], budget: Budget) -> list[Pair]:
    """Return up to 200 pairs of places whose rows have a cosine of at least 0.97, closest first.

    Works block by block, in memory that does not grow with the square of the rows, and ends early
    when the budget is spent. Turned into few directions, no two rows are further apart than
    before: whatever is close is found, and little else has to be looked at in full.
    """
    rows = vectors[places]
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    rows /= np.where(lengths, lengths, 1)
    sample = rows[:: max(1, len(rows) // _SAMPLE)]
    _, directions = np.linalg.eigh(sample.T @ sample)
    search = _Search(rows, np.ascontiguousarray(rows @ directions[:, -_SHORT:]))
    starts = range(0, len(rows), _BLOCK)
    for first, second in combinations_with_replacement(starts, 2):
        search.compare(first, second)
        if budget.spent():
            break
    return [Pair(likeness, places[one], places[other]) for likeness, one, other in search.kept]


class _Search:
    """The closest pairs so far; squared distances of unit vectors are 2 - 2 * cosine."""

    def __init__(self, rows: Vectors, short: Vectors) -> None:
        self._rows = rows
        self._short = short
        self._squares = (short**2).sum(axis=1)
        self._limit = 2 - 2 * LEAST + 1e-6
        self.kept: list[Pair] = []

    def compare(self, first: int, second: int) -> None:
        """Compare the rows of one block with those of the same or a later one."""
        one, other = self._short[first : first + _BLOCK], self._short[second : second + _BLOCK]
        apart = self._squares[first : first + _BLOCK, None] - 2 * (one @ other.T)
        apart += self._squares[second : second + _BLOCK]
        at = np.stack(np.nonzero(apart <= self._limit))
        near = apart[at[0], at[1]]
        at += [[first], [second]]
        later = at[0] < at[1]
        at, near = at[:, later], near[later]
        order = near.argsort(kind="stable")
        for start in range(0, len(order), _PART):
            part = order[start : start + _PART]
            # Once full, only what is closer than the last kept counts; nothing is below zero.
            if near[part[0]] > self._limit or (self._limit < 1e-5 and len(self.kept) == MOST):
                return
            self._keep(at[:, part])

    def _keep(self, at: NDArray[np.intp]) -> None:
        cosines = (self._rows[at[0]] * self._rows[at[1]]).sum(axis=1)
        good = np.flatnonzero(cosines >= LEAST)
        found = zip(cosines[good].tolist(), *at[:, good].tolist(), strict=True)
        self.kept += [Pair(min(1.0, cosine), first, second) for cosine, first, second in found]
        self.kept.sort(key=lambda pair: (-pair[0], pair[1], pair[2]))
        del self.kept[MOST:]
        if len(self.kept) == MOST:
            self._limit = min(self._limit, 2 - 2 * self.kept[-1].similarity + 1e-6)
