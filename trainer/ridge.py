"""Least squares with a penalty: weights in closed form, and what each example alone would change.

Each label gets a score that is to be 1 for its own examples and 0 for others. Labels count the
same however many examples they have, else a label of which the class made fewer would hardly ever
be said. Leaving one example out needs no second fit: its score is the answer less `shares /
diagonal of the inverse` (Allen 1974, PRESS).
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor
from scipy.linalg import cho_solve
from scipy.optimize import minimize_scalar

PENALTY = 0.25
"""Relative to the mean squared length of a row; see docs/decisions/0005-heads.md."""
BIAS = 10.0
"""Squared length of the constant beside each row, relative likewise: nearly no penalty on it."""
LIKELY = 5.0
"""What the sharpness is before anything is known of it."""
WIDE = 1.0
"""How far it may be from that: a standard deviation of its logarithm."""
_CHUNK = 2_048

Matrix = NDArray[np.float64]


class InCommon(NamedTuple):
    """A fit over the likeness of examples."""

    shares: Matrix
    """What each example gives to the weights of each label."""
    bias: Matrix
    left_out: Matrix
    """The scores of each example by a fit without it."""


def in_common(likeness: Matrix, answers: NDArray[np.intp]) -> InCommon:
    """Fit rows of which only the likeness to each other (their products) is known."""
    targets, balance = _targets(answers)
    size = float(np.trace(likeness)) / len(answers)
    root = np.sqrt(balance)[:, None]
    system = (likeness + BIAS * size) * root * root.T
    system[np.diag_indices_from(system)] += PENALTY * size
    inverse = cho_solve(cho_factor(system, check_finite=False), np.eye(len(answers)))
    raw = inverse @ (targets * root)
    missed = raw / inverse.diagonal()[:, None] / root
    shares = raw * root
    return InCommon(shares, BIAS * size * shares.sum(axis=0), targets - missed)


class Direct(NamedTuple):
    """A fit over the rows themselves, and the left-out scores of some of them."""

    weights: Matrix
    bias: Matrix
    sample: NDArray[np.intp]
    left_out: Matrix


def direct(rows: "Source", answers: NDArray[np.intp], most: int) -> Direct:
    """Fit many rows, chunk by chunk; `most` is for how many the left-out scores are wanted."""
    targets, balance = _targets(answers)
    size, system, right = _sums(rows, targets, balance)
    system[np.diag_indices_from(system)] += PENALTY * size
    factor = cho_factor(system, check_finite=False)
    found = cho_solve(factor, right)
    sample = np.linspace(0, len(answers) - 1, min(most, len(answers))).astype(np.intp)
    some = _with_bias(rows.take(sample), size)
    pull = balance[sample] * np.einsum("ij,ji->i", some, cho_solve(factor, some.T))
    missed = (targets[sample] - some @ found) / (1 - pull)[:, None]
    return Direct(found[:-1], found[-1] * _constant(size), sample, targets[sample] - missed)


class Source:
    """Rows that are made when they are needed: vectors, and a few columns beside them."""

    def __init__(
        self, vectors: NDArray[np.float32], chosen: NDArray[np.intp], beside: Matrix
    ) -> None:
        self._vectors = vectors
        self._chosen = chosen
        self._beside = beside.astype(np.float32)

    def __len__(self) -> int:
        return len(self._chosen)

    @property
    def width(self) -> int:
        """Numbers in a row."""
        return int(self._vectors.shape[1] + self._beside.shape[1])

    def take(self, at: NDArray[np.intp]) -> NDArray[np.float32]:
        """Return some rows."""
        return np.hstack((self._vectors[self._chosen[at]], self._beside[at]))

    def chunks(self) -> Iterator[NDArray[np.intp]]:
        """Give the places of all rows, some at a time."""
        for start in range(0, len(self), _CHUNK):
            yield np.arange(start, min(start + _CHUNK, len(self)))


def _sums(rows: Source, targets: Matrix, balance: Matrix) -> tuple[float, Matrix, Matrix]:
    """Return the mean squared length of rows, and the two sides of the normal equations."""
    squares = [float((rows.take(at) ** 2).sum(dtype=np.float64)) for at in rows.chunks()]
    size = sum(squares) / len(rows)
    system = np.zeros((rows.width + 1, rows.width + 1))
    right = np.zeros((rows.width + 1, targets.shape[1]))
    for at in rows.chunks():
        root = np.sqrt(balance[at])[:, None].astype(np.float32)
        part = _with_bias(rows.take(at), size) * root
        # Products in float32, twice as fast; sums over all chunks in float64, or they would drift.
        system += part.T @ part
        right += part.T @ (targets[at].astype(np.float32) * root)
    return size, system, right


def _constant(size: float) -> float:
    return float(np.sqrt(BIAS * size))


def _with_bias(rows: NDArray[np.float32], size: float) -> NDArray[np.float32]:
    constant = np.full((len(rows), 1), _constant(size), dtype=np.float32)
    return np.hstack((rows, constant))


def _targets(answers: NDArray[np.intp]) -> tuple[Matrix, Matrix]:
    """Return 1 for the label of each example, and how much each example counts: 1 on average."""
    counts = np.bincount(answers)
    return np.eye(len(counts))[answers], len(answers) / len(counts) / counts[answers]


def sharpness(scores: Matrix, answers: NDArray[np.intp]) -> float:
    """Return the factor by which scores become logits whose probabilities can be believed.

    It is the likeliest one for what examples got when they were left out (temperature scaling,
    Guo et al. 2017), each label counted the same, held near LIKELY where there are few.
    """
    _, balance = _targets(answers)
    own = scores[np.arange(len(answers)), answers]

    def unlikely(logarithm: float) -> float:
        grown = np.exp(logarithm) * (scores - own[:, None])
        highest = grown.max(axis=1)
        surprise = highest + np.log(np.exp(grown - highest[:, None]).sum(axis=1))
        doubt = ((logarithm - np.log(LIKELY)) / WIDE) ** 2 / 2
        return float(balance @ surprise + doubt)

    found = minimize_scalar(unlikely, bounds=(np.log(0.5), np.log(100)), method="bounded")
    return float(np.exp(found.x))
