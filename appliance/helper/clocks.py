"""Setting the box's clock from a teacher's device: a Pi has no battery for its own."""

import math
import time
from collections.abc import Callable
from typing import Final

from appliance.classroom.problems import Problem
from appliance.clock import RELEASED
from appliance.helper import board
from appliance.machine import saved_clock
from appliance.machine.places import Places

SetTime = Callable[[float], None]
_LATEST: Final = RELEASED + 30 * 365 * 86_400
"""Seconds since 1970: a device that says more than this is out of order."""


def set_clock(places: Places, seconds: float, set_time: SetTime | None = None) -> int:
    """Set the clock and remember it over restarts; return the seconds since 1970.

    Raises Problem `too_early` for a time before this release was made, `bad_request` for one that
    is absurd, or OSError.
    """
    if not math.isfinite(seconds) or seconds > _LATEST:
        raise Problem("bad_request")
    if seconds < RELEASED:
        raise Problem("too_early")
    (set_time or _set_time)(float(seconds))
    saved_clock.save(places, seconds)
    board.note_clock_set(places)
    return int(seconds)


def _set_time(seconds: float) -> None:
    time.clock_settime(time.CLOCK_REALTIME, seconds)
