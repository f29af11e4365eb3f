import time

from appliance.clock import RELEASED
from appliance.machine import saved_clock
from appliance.machine.places import Places


def test_a_box_that_never_saved_begins_at_its_release(places: Places) -> None:
    assert saved_clock.saved(places) == RELEASED


def test_a_time_before_the_release_is_not_saved(places: Places) -> None:
    saved_clock.save(places, 5.0)
    assert saved_clock.saved(places) == RELEASED


def test_a_clock_that_is_behind_is_set_to_the_saved_time(places: Places) -> None:
    times: list[float] = []
    later = int(time.time()) + 1000
    saved_clock.save(places, later)
    saved_clock.restore(places, times.append)
    assert times == [later]


def test_a_clock_that_is_ahead_is_left_alone(places: Places) -> None:
    times: list[float] = []
    saved_clock.restore(places, times.append)
    assert times == [] or time.time() < RELEASED


def test_a_damaged_file_is_no_reason_to_fail(places: Places) -> None:
    places.clock.write_text("\x00\x00")
    assert saved_clock.saved(places) == RELEASED
