"""Rows of numbers and choices as columns that trees can ask about.

A number is one column, NaN where it is missing. A choice is one column for each of its values: 1
for the one that was chosen, 0 for the others, so that a missing choice is 0 in all of them. Trees
need no scaling, and scikit-learn's learn for each question which way a missing value goes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from trainer.learning import Field

VERSION = "numbers-1"
LARGEST = 3e38
"""Numbers beyond are taken for this: a float32 holds no more."""

Cell = float | str | None
_DECODER = msgspec.json.Decoder(list[list[Cell]])


class BadRow(ValueError):
    """A row does not fit the fields; the message says why, without its content."""


class Column(NamedTuple):
    """What a column is about: a number field, or one choice of a field."""

    field: str
    choice: str | None = None


@dataclass(frozen=True)
class NumberFeatures:
    """How rows with these fields become a matrix."""

    fields: tuple[Field, ...]

    @cached_property
    def columns(self) -> list[Column]:
        """What each column of the matrix is about."""
        return [
            Column(field.name, choice)
            for field in self.fields
            for choice in (field.choices if field.kind == "choice" else (None,))
        ]

    def rows(self, data: Sequence[str]) -> list[list[Cell]]:
        """Return the cells of rows, which are JSON lists in the order of the fields.

        Raises BadRow.
        """
        try:
            rows = _DECODER.decode("[" + ",".join(data) + "]")
        except msgspec.DecodeError:
            raise BadRow("a row is not a list of numbers, texts and nulls") from None
        if len(rows) != len(data) or any(len(row) != len(self.fields) for row in rows):
            raise BadRow(f"each row needs {len(self.fields)} values, one for each field")
        return rows

    def matrix(self, data: Sequence[str]) -> NDArray[np.float32]:
        """Return the columns of rows, shape (rows, columns); raises BadRow.

        A choice that the field does not have is a missing one.
        """
        matrix = np.zeros((len(data), len(self.columns)), dtype=np.float32)
        at = 0
        for field, cells in zip(self.fields, zip(*self.rows(data), strict=True), strict=False):
            width = _fill(matrix[:, at:], field, cells)
            at += width
        return matrix

    def nothing_in(self, matrix: NDArray[np.float32]) -> bool:
        """Tell whether every value of these rows is missing."""
        number = np.array([column.choice is None for column in self.columns])
        return bool(np.isnan(matrix[:, number]).all() and not matrix[:, ~number].any())


def _fill(matrix: NDArray[np.float32], field: Field, cells: Sequence[Cell]) -> int:
    """Write the cells of a field into the first columns of `matrix`; return how many."""
    if field.kind == "number":
        matrix[:, 0] = _numbers(field, cells)
        return 1
    place = {choice: at for at, choice in enumerate(field.choices)}
    for row, cell in enumerate(cells):
        if cell in place:
            matrix[row, place[cell]] = 1
    return len(field.choices)


def _numbers(field: Field, cells: Sequence[Cell]) -> NDArray[np.float64]:
    if any(isinstance(cell, str) for cell in cells):
        raise BadRow(f"a row has a text where {field.name} is a number")
    return np.clip(np.array(cells, dtype=np.float64), -LARGEST, LARGEST)
