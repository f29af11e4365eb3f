"""The code that lets a new network be kept."""

from webui.keeping import Keeper
from webui.keeping import SECONDS


def test_the_code_of_the_latest_change_is_good():
    keeper = Keeper()
    first, second = keeper.begin(), keeper.begin()
    assert [keeper.knows(first), keeper.knows(second)] == [False, True]


def test_nothing_is_good_before_the_first_change_or_after_the_last():
    keeper = Keeper()
    assert not keeper.knows("")
    code = keeper.begin()
    keeper.end()
    assert not keeper.knows(code)
    assert not keeper.knows("")


def test_a_code_that_is_too_old_is_worth_nothing():
    now = [0.0]
    keeper = Keeper(clock=lambda: now[0])
    code = keeper.begin()
    now[0] = SECONDS
    assert not keeper.knows(code)


def test_a_code_may_be_anything():
    keeper = Keeper()
    keeper.begin()
    assert not keeper.knows("é" * 1000)
