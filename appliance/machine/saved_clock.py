"""The time over a power cut: a Pi has no battery for its clock, so the card remembers it."""

import time
from collections.abc import Callable

from appliance.clock import RELEASED
from appliance.durable import whole
from appliance.machine.places import Places


def saved(places: Places) -> int:
    """Return the latest time that the box knew, at least the day of its release."""
    try:
        return max(int(places.clock.read_text(encoding="ascii")), RELEASED)
    except (OSError, ValueError):
        return RELEASED


def save(places: Places, now: float | None = None) -> None:
    """Remember the time; raises OSError."""
    seconds = int(time.time() if now is None else now)
    with whole(places.clock) as stream:
        stream.write(f"{max(seconds, RELEASED)}\n".encode("ascii"))


def restore(places: Places, set_time: Callable[[float], None] | None = None) -> None:
    """Set the clock to the saved time if it is behind that; raises OSError."""
    least = saved(places)
    if time.time() < least:
        (set_time or _set_time)(float(least))


def _set_time(seconds: float) -> None:
    time.clock_settime(time.CLOCK_REALTIME, seconds)
