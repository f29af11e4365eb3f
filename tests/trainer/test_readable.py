import numpy as np
import pytest

from trainer import readable
from trainer.readable import Leaf
from trainer.readable import Node
from trainer.readable import Question
from trainer.readable import roundest

TREE = Question(0, 2.5, True, Question(1, None, False, Leaf(0), Leaf(1)), Leaf(2))


def deep(levels: int) -> Node:
    return Question(0, 1.0, False, deep(levels - 1), Leaf(0)) if levels else Leaf(1)


@pytest.mark.parametrize(
    ("row", "answers", "label"),
    [
        ([2.5, 7], [True, True], 0),
        ([1, np.nan], [True, False], 1),
        ([2.6, 7], [False], 2),
        ([np.nan, 7], [True, True], 0),
    ],
)
def test_a_row_answers_its_way_to_a_label(
    row: list[float], answers: list[bool], label: int
) -> None:
    met, end = readable.way(TREE, np.array(row, np.float32))
    assert ([answer.yes for answer in met], end) == (answers, label)


def test_many_rows_end_where_each_would_alone() -> None:
    matrix = np.array([[2.5, 7], [1, np.nan], [2.6, 7], [np.nan, np.nan]], np.float32)
    alone = [readable.way(TREE, row)[1] for row in matrix]
    assert readable.guesses(TREE, matrix).tolist() == alone


@pytest.mark.parametrize(
    ("low", "high", "found"),
    [(1.9, 3.3, 3), (2.45, 2.55, 2.5), (0, 1, 0.5), (-3, -1, -2), (1e6, 1e6 + 1, 1e6), (7, 8, 7.5)],
)
def test_a_threshold_has_as_few_digits_as_can_be(low: float, high: float, found: float) -> None:
    assert low <= roundest(low, high) < high
    assert roundest(low, high) == found


def test_a_threshold_between_neighbours_still_parts_them() -> None:
    low = 0.1
    assert low <= roundest(low, np.nextafter(low, 1)) < np.nextafter(low, 1)


def test_thresholds_of_the_largest_numbers_are_finite() -> None:
    assert -3e38 <= roundest(-3e38, 3e38) < 3e38


@pytest.mark.parametrize(
    "tree",
    [
        deep(5),
        Leaf(3),
        Leaf(-1),
        Question(2, 1.0, False, Leaf(0), Leaf(1)),
        Question(-1, 1.0, False, Leaf(0), Leaf(1)),
        Question(0, 1.0, False, Leaf(0), Leaf(9)),
    ],
)
def test_a_tree_that_asks_or_answers_what_there_is_not_is_refused(tree: Node) -> None:
    with pytest.raises(ValueError):
        readable.check(tree, columns=2, labels=3)


@pytest.mark.parametrize("tree", [TREE, deep(4), Leaf(0)])
def test_a_good_tree_is_not_refused(tree: Node) -> None:
    readable.check(tree, columns=2, labels=3)
