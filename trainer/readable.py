"""The readable tree: a few questions that stand for a forest, as far as they can."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

DEEPEST = 4
"""Questions between the root and a leaf: more than that nobody reads."""


class Leaf(Struct, frozen=True, forbid_unknown_fields=True, tag_field="is", tag="leaf"):
    """Where questions end: the place of a label in the model's labels."""

    label: int


class Question(Struct, frozen=True, forbid_unknown_fields=True, tag_field="is", tag="question"):
    """Whether a column's value is at most `most`; without `most`, whether there is a value."""

    column: int
    most: float | None
    missing: bool
    """The answer for a missing value."""
    yes: "Question | Leaf"
    no: "Question | Leaf"


Node = Question | Leaf


class Answer(NamedTuple):
    """A question on the way, and what the row answered."""

    question: Question
    yes: bool


def way(tree: Node, row: NDArray[np.float32]) -> tuple[list[Answer], int]:
    """Return the questions that a row meets, with its answers, and the label where it ends."""
    answers: list[Answer] = []
    while isinstance(tree, Question):
        yes = bool(yeses(tree, row[None])[0])
        answers.append(Answer(tree, yes))
        tree = tree.yes if yes else tree.no
    return answers, tree.label


def yeses(question: Question, matrix: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Return which rows answer yes."""
    value = matrix[:, question.column]
    given = ~np.isnan(value)
    if question.most is None:
        return given
    # A float32 against a Python float would round the float to float32 first.
    small = value.astype(np.float64) <= question.most
    return np.where(given, small, question.missing)


def guesses(tree: Node, matrix: NDArray[np.float32]) -> NDArray[np.intp]:
    """Return the label that each row ends at."""
    if isinstance(tree, Leaf):
        return np.full(len(matrix), tree.label)
    yes = yeses(tree, matrix)
    found = np.empty(len(matrix), dtype=np.intp)
    found[yes] = guesses(tree.yes, matrix[yes])
    found[~yes] = guesses(tree.no, matrix[~yes])
    return found


def check(tree: Node, columns: int, labels: int, deepest: int = DEEPEST) -> None:
    """Raise ValueError unless a tree is shallow and asks and answers what there is."""
    if isinstance(tree, Leaf):
        if not 0 <= tree.label < labels:
            raise ValueError("a leaf has no label")
        return
    if not deepest or not 0 <= tree.column < columns:
        raise ValueError("a question too many, or about no column")
    check(tree.yes, columns, labels, deepest - 1)
    check(tree.no, columns, labels, deepest - 1)


def leaves(tree: Node) -> Iterator[Leaf]:
    """Give the leaves from left to right."""
    if isinstance(tree, Leaf):
        yield tree
        return
    yield from leaves(tree.yes)
    yield from leaves(tree.no)


def roundest(low: float, high: float) -> float:
    """Return the number of fewest digits near the middle of low ≤ number < high."""
    middle = low + (high - low) / 2
    for digits in range(1, 18):
        short = float(f"{middle:.{digits}g}")
        if low <= short < high:
            return short
    return low
