import math
from pathlib import Path

import pytest

from appliance.classroom.problems import Problem
from appliance.clock import RELEASED
from appliance.helper import board
from appliance.helper import clocks
from appliance.machine import saved_clock
from appliance.machine.places import Places


@pytest.fixture
def places(tmp_path: Path) -> Places:
    places = Places(data=tmp_path / "data", runtime=tmp_path / "runtime")
    places.box.mkdir(parents=True)
    return places


def test_the_clock_is_set_and_remembered_over_restarts(places: Places) -> None:
    told: list[float] = []
    assert clocks.set_clock(places, RELEASED + 60.7, told.append) == RELEASED + 60
    assert told == [RELEASED + 60.7]
    assert saved_clock.saved(places) == RELEASED + 60
    assert (places.runtime / "clock-set").exists()
    assert board.clock_is_set(places)


def test_it_may_be_set_back_to_what_is_right(places: Places) -> None:
    clocks.set_clock(places, RELEASED + 9_000, lambda seconds: None)
    clocks.set_clock(places, RELEASED + 60, lambda seconds: None)
    assert saved_clock.saved(places) == RELEASED + 60


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (0, "too_early"),
        (-5, "too_early"),
        (RELEASED - 1, "too_early"),
        (RELEASED + 10**10, "bad_request"),
        (math.nan, "bad_request"),
        (math.inf, "bad_request"),
    ],
)
def test_times_that_cannot_be_are_refused(places: Places, seconds: float, code: str) -> None:
    told: list[float] = []
    with pytest.raises(Problem) as caught:
        clocks.set_clock(places, seconds, told.append)
    assert (caught.value.code, told) == (code, [])
