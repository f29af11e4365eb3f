import numpy as np
import pytest

from trainer.chance import span
from trainer.chance import wilson


def lesson(people: int, each: int, share: float, alike: bool) -> tuple[np.ndarray, list[str]]:
    """What was right: of everybody the same share, or all of some people and nothing of others."""
    who = [f"s{number}" for number in range(people) for _ in range(each)]
    turn = np.arange(people * each) % each / each if alike else np.arange(people * each) / len(who)
    return turn < share, who


def width(right: np.ndarray, who: list[str]) -> float:
    low, high = span(right, who)
    return high - low


def test_the_span_holds_the_share() -> None:
    right, who = lesson(20, 10, 0.8, alike=False)
    low, high = span(right, who)
    assert low < right.mean() < high


def test_people_who_differ_make_a_score_less_sure() -> None:
    assert width(*lesson(20, 10, 0.7, alike=False)) > 2 * width(*lesson(20, 10, 0.7, alike=True))


def test_more_people_make_a_score_surer() -> None:
    spans = [width(*lesson(people, 10, 0.7, alike=False)) for people in (3, 9, 30, 120)]
    assert spans == sorted(spans, reverse=True)


def test_all_right_by_few_people_is_not_all_right_for_all() -> None:
    low, high = span(np.ones(40, dtype=np.bool_), [f"s{number % 4}" for number in range(40)])
    assert high == pytest.approx(1)
    assert 0.3 < low < 0.7


def test_names_and_order_make_no_difference() -> None:
    right, who = lesson(15, 7, 0.6, alike=False)
    order = np.random.default_rng(1).permutation(len(who))
    renamed = [f"other {who[at]}" for at in order]
    assert span(right[order], renamed) == span(right, who)


def test_wilsons_interval_is_that_of_the_tables() -> None:
    assert wilson(0.5, 10) == pytest.approx((0.2366, 0.7634), abs=1e-4)
    assert wilson(1.0, 10) == pytest.approx((0.7225, 1.0), abs=1e-4)
