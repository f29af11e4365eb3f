"""Grows forests and readable trees with scikit-learn; all that needs it for numbers is here."""

from math import ceil
from typing import Any
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import ExtraTreesClassifier
from sklearn.tree import DecisionTreeClassifier

from trainer.features.numbers import LARGEST
from trainer.forest import Forest
from trainer.forest import MISSING_LEFT
from trainer.readable import DEEPEST
from trainer.readable import guesses
from trainer.readable import Leaf
from trainer.readable import Node
from trainer.readable import Question
from trainer.readable import roundest

TREES = 100
MOST_LEAVES = 8_000
"""Leaves of a tree: a model file stays below 15 MB. Where 30,000 rows teach six labels, trees of
2,000 leaves were 4 points worse, and those without a limit 2 points better at 26 MB."""
MOST_SHARES = 50_000
"""Leaves of a tree times labels, where leaves hold several rows: 40 MB of memory for shares."""
LEAST_GAIN = 0.005
"""Share of all rows that a question has to get right beyond what its answer alone would."""
ENOUGH = 24
"""Rows that the tree is compared with the forest on, where there are as many."""
_FIFTHS = 5


def grow(matrix: NDArray[np.float32], answers: NDArray[np.intp], labels: int) -> Any:
    """Return scikit-learn's forest, the same for the same rows in the same order."""
    forest = ExtraTreesClassifier(
        TREES, min_samples_leaf=_least_rows(len(matrix), labels), random_state=0
    )
    return forest.fit(matrix, answers)


def _least_rows(rows: int, labels: int) -> int:
    """Return how many rows a leaf needs, so that a model of many rows is no larger."""
    if rows <= MOST_LEAVES:
        return 1
    return ceil(rows / min(MOST_LEAVES, MOST_SHARES // labels))


def flat(forest: Any, labels: int) -> Forest:
    """Return scikit-learn's forest as arrays; `labels` may be more than it has seen."""
    trees = [estimator.tree_ for estimator in forest.estimators_]
    sizes = [tree.node_count for tree in trees]
    roots = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    counts, numbers = _leaves(trees)
    rights = np.concatenate(
        [tree.children_right + root for tree, root in zip(trees, roots, strict=True)]
    )
    ends = np.concatenate([tree.children_left for tree in trees]) < 0
    rights[ends] = -1 - numbers
    leaf, seen = np.nonzero(counts)
    return Forest(
        roots.astype(np.int32),
        _columns(trees, ends),
        _thresholds(trees, ends),
        rights.astype(np.int32),
        np.concatenate(([0], np.cumsum(np.count_nonzero(counts, axis=1)))).astype(np.int32),
        forest.classes_[seen].astype(np.uint8),
        counts[leaf, seen].astype(np.int32),
        labels,
    )


def _leaves(trees: list[Any]) -> tuple[NDArray[np.int64], NDArray[np.intp]]:
    """Return the different leaves as counts of labels, and which of them each leaf is."""
    parts = []
    for tree in trees:
        end = tree.children_left < 0
        rows = tree.value[end, 0] * tree.weighted_n_node_samples[end, None]
        parts.append(np.rint(rows).astype(np.int64))
    return _different(np.concatenate(parts))


def _different(rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.intp]]:
    """Return the different rows, and which of them each row is; faster than np.unique."""
    order = np.lexsort(rows.T)
    ordered = rows[order]
    first = np.concatenate(([True], (ordered[1:] != ordered[:-1]).any(axis=1)))
    numbers = np.empty(len(rows), dtype=np.intp)
    numbers[order] = np.cumsum(first) - 1
    return ordered[first], numbers


def _columns(trees: list[Any], ends: NDArray[np.bool_]) -> NDArray[np.uint8]:
    columns = np.concatenate([tree.feature for tree in trees])
    missing = np.concatenate([tree.missing_go_to_left for tree in trees]).astype(bool)
    columns = columns + MISSING_LEFT * missing
    columns[ends] = 0
    return np.asarray(columns, dtype=np.uint8)


def _thresholds(trees: list[Any], ends: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Return the largest float32 that is no larger; infinity, for any value, is LARGEST."""
    exact = np.clip(np.concatenate([tree.threshold for tree in trees]), -LARGEST, LARGEST)
    near = exact.astype(np.float32)
    down = np.nextafter(near, np.float32(-np.inf))
    return np.where(ends, np.float32(0), np.where(near > exact, down, near))


class Simplified(NamedTuple):
    """A readable tree, on how many of how many new rows it agreed with a forest."""

    tree: Node
    agreed: int
    of: int


def simplify(
    forest: Any, matrix: NDArray[np.float32], answers: NDArray[np.intp], labels: int
) -> Simplified:
    """Return the tree that stands for a forest of these rows, and how often trees like it agree.

    The tree learns what the forest says of the rows. How often it agrees is measured on rows that
    neither has seen: a fifth of them is held out, a forest and its tree learn from the others,
    and so on with further fifths until there are enough.
    """
    agreed = of = 0
    order = np.random.default_rng(0).permutation(len(matrix))
    for fifth in range(_FIFTHS if len(matrix) > 1 else 0):
        new = order[fifth::_FIFTHS]
        known = np.sort(np.setdiff1d(order, new))
        if of >= ENOUGH or not len(new):
            break
        said = grow(matrix[known], answers[known], labels).predict(matrix)
        tree = readable(matrix[known], said[known])
        agreed += int((guesses(tree, matrix[new]) == said[new]).sum())
        of += len(new)
    return Simplified(readable(matrix, forest.predict(matrix)), agreed, of)


def readable(matrix: NDArray[np.float32], said: NDArray[np.intp]) -> Node:
    """Return a tree of few questions that says of these rows what a forest said."""
    tree = DecisionTreeClassifier(max_depth=DEEPEST, random_state=0).fit(matrix, said).tree_
    return _Pruner(tree, matrix, said, LEAST_GAIN * len(matrix)).pruned(0, np.arange(len(said)))[0]


class _Pruner(NamedTuple):
    """Cost-complexity pruning (Breiman et al. 1984) at a fixed price for each leaf."""

    tree: Any
    matrix: NDArray[np.float32]
    said: NDArray[np.intp]
    price: float

    def pruned(self, node: int, rows: NDArray[np.intp]) -> tuple[Node, float]:
        """Return the cheapest tree below a node, and its errors plus the price of its leaves."""
        counts = np.bincount(self.said[rows])
        leaf = Leaf(int(counts.argmax()))
        cost = len(rows) - float(counts.max()) + self.price
        if self.tree.children_left[node] < 0:
            return leaf, cost
        question, low = self._question(node, rows)
        yes, yes_cost = self.pruned(self.tree.children_left[node], rows[low])
        no, no_cost = self.pruned(self.tree.children_right[node], rows[~low])
        if yes_cost + no_cost >= cost:
            return leaf, cost
        return Question(*question, yes=yes, no=no), yes_cost + no_cost

    def _question(
        self, node: int, rows: NDArray[np.intp]
    ) -> tuple[tuple[int, float | None, bool], NDArray[np.bool_]]:
        """Return column, threshold and way of missing values, and which rows answer yes."""
        column = int(self.tree.feature[node])
        missing = bool(self.tree.missing_go_to_left[node])
        value = self.matrix[rows, column].astype(np.float64)
        gone = np.isnan(value)
        low = value <= self.tree.threshold[node]
        high = ~low & ~gone
        most = roundest(value[low].max(), value[high].min()) if high.any() else None
        return (column, most, missing), low | (gone & missing)
