"""The box's clock: a Pi has no battery for it, so it may be wrong but never absurd."""

import time
from typing import Final

RELEASED: Final = 1_795_392_000
"""Seconds since 1970 before which no copy of this release can run (23 November 2026)."""


def now() -> int:
    """Return whole seconds since 1970, at least RELEASED; for people to read, never to order by."""
    return max(int(time.time()), RELEASED)


class Stopwatch:
    """Seconds since it was made, by a clock that nobody can set."""

    def __init__(self) -> None:
        self._started = time.monotonic()

    def seconds(self) -> float:
        """Return the seconds since the stopwatch was made."""
        return time.monotonic() - self._started
