import numpy as np
import pytest

from trainer.features.numbers import BadRow
from trainer.features.numbers import LARGEST
from trainer.features.numbers import NumberFeatures
from trainer.learning import Field

SIZE = Field("size")
COLOUR = Field("colour", "choice", ("blue", "red"))
BOTH = NumberFeatures((SIZE, COLOUR))


def test_a_number_is_one_column_and_a_choice_one_for_each_of_its_values() -> None:
    assert BOTH.matrix(['[1.5,"red"]', '[2,"blue"]']).tolist() == [[1.5, 0, 1], [2, 1, 0]]
    assert [column.choice for column in BOTH.columns] == [None, "blue", "red"]


def test_missing_values_are_nan_in_numbers_and_zero_in_choices() -> None:
    matrix = BOTH.matrix(['[null,"red"]', "[1,null]"])
    assert np.isnan(matrix[0, 0])
    assert matrix[1].tolist() == [1, 0, 0]


def test_a_choice_that_there_is_not_is_missing() -> None:
    assert BOTH.matrix(['[1,"green"]']).tolist() == [[1, 0, 0]]


def test_numbers_that_are_too_large_for_a_float32_stay_finite() -> None:
    assert BOTH.matrix(["[1e300,null]", "[-1e300,null]"])[:, 0].tolist() == pytest.approx(
        [LARGEST, -LARGEST]
    )


def test_rows_without_any_value_have_nothing_in_them() -> None:
    assert BOTH.nothing_in(BOTH.matrix(["[null,null]"]))
    assert not BOTH.nothing_in(BOTH.matrix(["[0,null]"]))
    assert not BOTH.nothing_in(BOTH.matrix(['[null,"blue"]']))


def test_no_rows_are_a_matrix_without_rows() -> None:
    assert BOTH.matrix([]).shape == (0, 3)


@pytest.mark.parametrize(
    "row",
    ["", "[1", "1", "{}", "[1]", '[1,"red",2]', '["x","red"]', "[[1],null]", "[1,null],[2,null]"],
)
def test_a_row_that_does_not_fit_the_fields_is_refused(row: str) -> None:
    with pytest.raises(BadRow):
        BOTH.matrix([row])


def test_a_refused_row_is_not_repeated_in_the_message() -> None:
    with pytest.raises(BadRow) as caught:
        BOTH.matrix(['["my secret","red"]'])
    assert "secret" not in str(caught.value)
