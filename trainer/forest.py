"""A forest of decision trees as plain arrays, and how it predicts with numpy alone."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trainer.features import Arrays

MISSING_LEFT = 0x80
"""Bit of a node's column: a missing value goes left."""
_COLUMN = 0x7F
MOST_COLUMNS = 128
MOST_LABELS = 256
_ROWS = 1_000
"""Rows that go through the trees together: more would need much memory and gain nothing."""


@dataclass(frozen=True)
class Forest:
    """All nodes of all trees, one tree after the other, each from its root down, left first.

    The left child of a question is the next node. Leaves that counted the same labels are one
    leaf. Thresholds are rounded down to float32, which no float32 value can tell from the
    float64 of scikit-learn, and counts are whole: its `predict_proba` comes out bit for bit.
    """

    roots: NDArray[np.int32]
    """Where each tree starts."""
    columns: NDArray[np.uint8]
    """The column that a node asks about, and MISSING_LEFT."""
    thresholds: NDArray[np.float32]
    """Values up to this one go left."""
    rights: NDArray[np.int32]
    """The right child; a leaf has −1 − (its number)."""
    leaf_starts: NDArray[np.int32]
    """Leaf `i` counted the labels in `leaf_labels[leaf_starts[i]:leaf_starts[i + 1]]`."""
    leaf_labels: NDArray[np.uint8]
    leaf_counts: NDArray[np.int32]
    labels: int
    """How many labels there are."""

    def probabilities(self, matrix: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return the mean share of each label in the leaves of a row: shape (rows, labels)."""
        parts = [
            self._mean(matrix[start : start + _ROWS]) for start in range(0, len(matrix), _ROWS)
        ]
        return np.concatenate([np.zeros((0, self.labels)), *parts])

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return the arrays, for `load` to read back."""
        return {name: getattr(self, name) for name in _DTYPES}

    @classmethod
    def load(cls, arrays: Arrays, labels: int, columns: int) -> "Forest":
        """Return the forest again; raises KeyError or ValueError where something does not fit."""
        found = {name: arrays[name] for name in _DTYPES}
        if any(
            found[name].dtype != kind or found[name].ndim != 1 for name, kind in _DTYPES.items()
        ):
            raise ValueError("an array of another kind")
        forest = cls(**found, labels=labels)
        forest._check_leaves()
        forest._check_nodes(columns)
        return forest

    @cached_property
    def shares(self) -> NDArray[np.float64]:
        """The share of each label in each leaf: shape (leaves, labels)."""
        counts = np.zeros((len(self.leaf_starts) - 1, self.labels))
        leaf = np.repeat(np.arange(len(counts)), np.diff(self.leaf_starts))
        counts[leaf, self.leaf_labels] = self.leaf_counts
        return np.asarray(counts / counts.sum(axis=1, keepdims=True))

    def _mean(self, matrix: NDArray[np.float32]) -> NDArray[np.float64]:
        leaves = self._leaves(matrix)
        total = np.zeros((len(matrix), self.labels))
        # Tree by tree, as scikit-learn adds: another order would give other last digits.
        for tree in range(len(self.roots)):
            total += self.shares[leaves[:, tree]]
        return total / len(self.roots)

    def _leaves(self, matrix: NDArray[np.float32]) -> NDArray[np.int32]:
        """Return the leaf in which each row ends in each tree: shape (rows, trees)."""
        node = np.tile(self.roots, len(matrix))
        row = np.repeat(np.arange(len(matrix)), len(self.roots))
        walking = np.flatnonzero(self.rights[node] >= 0)
        while len(walking):
            at = node[walking]
            value = matrix[row[walking], self.columns[at] & _COLUMN]
            left = value <= self.thresholds[at]
            left |= np.isnan(value) & (self.columns[at] >= MISSING_LEFT)
            at = np.where(left, at + 1, self.rights[at])
            node[walking] = at
            walking = walking[self.rights[at] >= 0]
        return np.asarray(-1 - self.rights[node]).reshape(len(matrix), len(self.roots))

    def _check_leaves(self) -> None:
        starts, counts = self.leaf_starts, self.leaf_counts
        whole = len(starts) > 1 and starts[0] == 0 and starts[-1] == len(counts)
        if not whole or (np.diff(starts) < 1).any() or len(counts) != len(self.leaf_labels):
            raise ValueError("leaves do not fit their labels")
        if (counts < 1).any() or (self.leaf_labels >= self.labels).any():
            raise ValueError("a leaf counts what is not there")

    def _check_nodes(self, columns: int) -> None:
        """Raise ValueError unless every way through the nodes goes on, and ends in a leaf."""
        count = len(self.rights)
        node = np.arange(count)
        asks = self.rights >= 0
        if not len(self.columns) == len(self.thresholds) == count:
            raise ValueError("nodes differ in number")
        if (self.rights[asks] <= node[asks]).any() or (self.rights[asks] >= count).any():
            raise ValueError("a tree does not go down")
        if not count or asks[-1] or (-1 - self.rights[~asks] >= len(self.leaf_starts) - 1).any():
            raise ValueError("a tree has no such leaf")
        if ((self.columns[asks] & _COLUMN) >= columns).any():
            raise ValueError("a node asks about no column")
        if not len(self.roots) or (self.roots < 0).any() or (self.roots >= count).any():
            raise ValueError("a tree starts nowhere")


_DTYPES = {
    "roots": np.dtype(np.int32),
    "columns": np.dtype(np.uint8),
    "thresholds": np.dtype(np.float32),
    "rights": np.dtype(np.int32),
    "leaf_starts": np.dtype(np.int32),
    "leaf_labels": np.dtype(np.uint8),
    "leaf_counts": np.dtype(np.int32),
}
