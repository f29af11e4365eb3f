"""How far a score can be trusted: where it would lie for other people like those asked.

A student's sentences resemble each other, so thirty sentences of three students tell less than
thirty sentences of thirty: people are drawn, not examples.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

FEW = 10
"""People below whom drawing them again says too little."""
DRAWS = 2_000
_SIGMAS = 1.959964  # 95 % of a normal distribution lie within


def span(right: NDArray[np.bool_], contributors: Sequence[str]) -> tuple[float, float]:
    """Return low and high of the share that is right, for 95 of 100 groups of such people.

    Bootstrap of whole contributors (2,000 draws, the same each time); with fewer than ten, or
    where all or nothing is right, Wilson's interval with each contributor as one try.
    """
    _, who = np.unique(np.array(contributors, dtype=np.str_), return_inverse=True)
    hits = np.bincount(who, weights=right).astype(np.float64)
    tries = np.bincount(who).astype(np.float64)
    share = float(hits.sum() / tries.sum())
    if len(tries) < FEW or share in (0, 1):
        return wilson(share, len(tries))
    low, high = _drawn(hits, tries)
    return min(low, share), max(high, share)


def _drawn(hits: NDArray[np.float64], tries: NDArray[np.float64]) -> tuple[float, float]:
    # Sorted, so that the names and the order of people make no difference.
    order = np.lexsort((tries, hits))
    counts = np.random.default_rng(0).multinomial(
        len(order), np.full(len(order), 1 / len(order)), DRAWS
    )
    shares = (counts @ hits[order]) / (counts @ tries[order])
    low, high = np.percentile(shares, (2.5, 97.5))
    return float(low), float(high)


def wilson(share: float, tries: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a share that was found in so many tries."""
    square = _SIGMAS**2 / tries
    middle = (share + square / 2) / (1 + square)
    half = _SIGMAS * np.sqrt(share * (1 - share) / tries + square / (4 * tries)) / (1 + square)
    return max(0.0, float(middle - half)), min(1.0, float(middle + half))
