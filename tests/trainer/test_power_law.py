import numpy as np
import pytest

from trainer.power_law import fitted
from trainer.power_law import PowerLaw

SIZES = [1, 2, 5, 10, 20, 50]
EVEN = np.ones(len(SIZES))


@pytest.mark.parametrize(
    ("top", "drop", "power"), [(0.9, 0.5, 0.5), (0.7, 0.3, 1.2), (1, 0.8, 0.3)]
)
def test_a_curve_is_found_again(top: float, drop: float, power: float) -> None:
    law = PowerLaw(top, drop, power)
    found = fitted(SIZES, [law.at(size) for size in SIZES], EVEN)
    assert found == pytest.approx(law, abs=0.02)


def test_no_curve_leads_above_all_right() -> None:
    found = fitted(SIZES, [0.1, 0.25, 0.5, 0.7, 0.9, 1.0], EVEN)
    assert found.top == 1
    assert found.at(10**9) <= 1


def test_scores_that_fall_are_taken_for_level() -> None:
    found = fitted(SIZES, [0.9, 0.8, 0.7, 0.6, 0.5, 0.4], EVEN)
    assert (found.drop, found.at(1)) == (0, pytest.approx(0.65))


def test_points_count_by_their_weights() -> None:
    scores = [0.0, *(PowerLaw(0.9, 0.5, 0.5).at(size) for size in SIZES[1:])]
    found = fitted(SIZES, scores, [1e-9, 1, 1, 1, 1, 1])
    assert found == pytest.approx((0.9, 0.5, 0.5), abs=0.02)


def test_an_accuracy_is_never_below_zero() -> None:
    assert PowerLaw(0.2, 0.9, 1).at(1) == 0
