from typing import Any

import numpy as np
import pytest

from trainer.forest import Forest
from trainer.forest import MISSING_LEFT


def small() -> Forest:
    """One tree: up to 1.5 in column 0, or missing, is label 1; else three of four times label 0."""
    return Forest(
        roots=np.array([0], np.int32),
        columns=np.array([MISSING_LEFT, 0, 0], np.uint8),
        thresholds=np.array([1.5, 0, 0], np.float32),
        rights=np.array([2, -2, -1], np.int32),
        leaf_starts=np.array([0, 2, 3], np.int32),
        leaf_labels=np.array([0, 1, 1], np.uint8),
        leaf_counts=np.array([3, 1, 2], np.int32),
        labels=2,
    )


def test_rows_go_left_up_to_the_threshold_and_where_missing_ones_go() -> None:
    matrix = np.array([[1.5], [1.6], [np.nan]], np.float32)
    assert small().probabilities(matrix).tolist() == [[0, 1], [0.75, 0.25], [0, 1]]


def test_no_rows_have_no_probabilities() -> None:
    assert small().probabilities(np.zeros((0, 1), np.float32)).shape == (0, 2)


def test_a_row_is_the_same_alone_and_among_many() -> None:
    matrix = np.random.default_rng(1).normal(size=(2_500, 1)).astype(np.float32)
    together = small().probabilities(matrix)
    assert all(
        (small().probabilities(row[None]) == one).all()
        for row, one in zip(matrix[::500], together[::500], strict=True)
    )


def test_a_forest_comes_back_from_its_arrays() -> None:
    assert Forest.load(small().arrays(), 2, 1).rights.tolist() == [2, -2, -1]


BROKEN: dict[str, dict[str, Any]] = {
    "no tree": {"roots": []},
    "a root beyond the nodes": {"roots": [3]},
    "a root before the nodes": {"roots": [-1]},
    "a circle": {"rights": [0, -2, -1]},
    "a child beyond the nodes": {"rights": [3, -2, -1]},
    "a last node that asks": {"rights": [2, -2, 3]},
    "no such leaf": {"rights": [2, -3, -1]},
    "no such column": {"columns": [1, 0, 0]},
    "a node less": {"thresholds": [1.5, 0]},
    "nodes without end": {"rights": []},
    "a label too many": {"leaf_labels": [0, 1, 2]},
    "a count of nothing": {"leaf_counts": [0, 1, 2]},
    "leaves that overlap": {"leaf_starts": [0, 2, 1]},
    "leaves that do not start": {"leaf_starts": [1, 2, 3]},
    "leaves that do not end": {"leaf_starts": [0, 2, 4]},
    "an empty leaf": {"leaf_starts": [0, 0, 3]},
    "no leaves": {"leaf_starts": [0]},
    "counts that are not there": {"leaf_counts": [3, 1]},
    "other sides": {"roots": [[0]]},
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_forest_that_would_lead_astray_is_refused(name: str) -> None:
    arrays = small().arrays()
    changed = {key: np.array(value, arrays[key].dtype) for key, value in BROKEN[name].items()}
    with pytest.raises(ValueError):
        Forest.load({**arrays, **changed}, 2, 1)


def test_arrays_of_another_kind_are_refused() -> None:
    with pytest.raises(ValueError):
        Forest.load({**small().arrays(), "roots": np.zeros(1, np.float32)}, 2, 1)
