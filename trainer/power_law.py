"""The law that learning curves follow: accuracy = top - drop * people ** -power.

Inverse power laws fit the learning curves of classifiers well (Figueroa et al. 2012, "Predicting
sample size required for classification performance", doi:10.1186/1472-6947-12-8).
"""

from math import pow
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from numpy.typing import NDArray

POWERS = np.linspace(0.1, 2.0, 77)
"""Below, a curve hardly bends; above, it is flat after two people."""
FEWEST = 4
"""Three numbers describe a curve, so three points say nothing about how well it fits."""


class PowerLaw(NamedTuple):
    """A curve of accuracy over people; top is from 0 to 1, drop is not negative."""

    top: float
    drop: float
    power: float

    def at(self, people: float) -> float:
        """Return the accuracy with so many people, from 0 to 1."""
        return min(1.0, max(0.0, self.top - self.drop / pow(people, self.power)))


def fitted(people: ArrayLike, scores: ArrayLike, weights: ArrayLike) -> PowerLaw:
    """Return the curve with the least weighted squares, within its bounds.

    For a given power the best top and drop are known exactly, so the powers are tried one by one:
    no iteration that may fail, and fast enough to be repeated for each resample.
    """
    y, w = np.asarray(scores, float), np.asarray(weights, float)
    x = np.asarray(people, float)[None, :] ** -POWERS[:, None]
    top, drop = _free(x, y, w)
    bounded = _capped(x, y, w)
    drop = np.where(top > 1, bounded, drop)
    top = np.minimum(top, 1.0)
    errors = (w * (y - (top[:, None] - drop[:, None] * x)) ** 2).sum(axis=1)
    best = int(errors.argmin())
    return PowerLaw(float(top[best]), float(drop[best]), float(POWERS[best]))


Array = NDArray[np.float64]


def _free(x: Array, y: Array, w: Array) -> tuple[Array, Array]:
    """Return top and drop for each power, drop not negative."""
    share = w / w.sum()
    mean_x, mean_y = x @ share, float(y @ share)
    away = x - mean_x[:, None]
    slope = (away * (y - mean_y)) @ share / ((away**2) @ share)
    drop = np.maximum(-slope, 0.0)
    return mean_y + drop * mean_x, drop


def _capped(x: Array, y: Array, w: Array) -> Array:
    """Return drop for each power where top is 1."""
    found: Array = ((1 - y) * x) @ w / (x**2 @ w)
    return found
