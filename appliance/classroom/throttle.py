"""Increasing delays after wrong tries, so that codes and secrets cannot be guessed.

Each address has its own count for each thing it tries, and there is one milder count over all
addresses: whoever changes address with every guess is slowed down too, but one child can never
lock the teacher or the class out, because the child's own delay grows far longer than that.
Times are the monotonic clock's: a Pi may not know the date.
"""

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from appliance.classroom.problems import Problem

FREE: Final = 3
"""Wrong tries of one address that cost nothing."""
LONGEST: Final = 60.0
"""Longest delay of one address, in seconds."""
FORGET: Final = 600.0
"""Seconds without a try after which an address starts afresh."""
FREE_OVERALL: Final = 20
"""Wrong tries of all addresses together that cost nothing."""
LONGEST_OVERALL: Final = 5.0
"""Longest delay for all addresses together, in seconds."""
DRAIN: Final = 10.0
"""Seconds after which one wrong try of the count over all addresses is forgotten."""
_MAX_ENTRIES: Final = 4096


@dataclass
class _Tries:
    wrong: int = 0
    last: float = -math.inf
    known: bool = False
    """Whether this address was right before; the count over all addresses is not for it."""

    def delay(self) -> float:
        if self.wrong < FREE:
            return 0.0
        return min(LONGEST, 2.0 ** min(self.wrong - FREE, 16))


@dataclass
class _Overall:
    level: float = 0.0
    drained: float = -math.inf
    last: float = -math.inf

    def drain(self, now: float) -> None:
        if self.level:
            self.level = max(0.0, self.level - (now - self.drained) / DRAIN)
        self.drained = now

    def delay(self) -> float:
        return max(0.0, min(LONGEST_OVERALL, self.level - FREE_OVERALL + 1))


class Throttle:
    """Counts wrong tries by (kind, address, student) and by kind; safe between threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._tries: OrderedDict[tuple[str, str, str], _Tries] = OrderedDict()
        self._overall: dict[str, _Overall] = {}

    def attempt(self, kind: str, address: str, student: str = "") -> None:
        """Count one try as wrong until `right` says otherwise, so that parallel guesses count.

        Raises Problem `wait` with whole `seconds`, without counting, where it comes too early.
        """
        with self._lock:
            self._count(*self._may_try(kind, address, student))

    def right(self, kind: str, address: str, student: str = "") -> None:
        """Take the last attempt back: it was right, and this address is known from now on."""
        with self._lock:
            mine, everyone = self._entries(kind, address, student)
            mine.wrong, mine.known = 0, True
            everyone.level = max(0.0, everyone.level - 1)

    def check(self, right: bool, kind: str, address: str) -> bool:
        """Make one attempt whose outcome is known already, and return that outcome.

        Raises Problem `wait` where it comes too early, even if it was right.
        """
        with self._lock:
            mine, everyone = self._may_try(kind, address, "")
            if right:
                mine.wrong, mine.known = 0, True
            else:
                self._count(mine, everyone)
            return right

    def _may_try(self, kind: str, address: str, student: str) -> tuple[_Tries, _Overall]:
        mine, everyone = self._entries(kind, address, student)
        now = self._clock()
        wait = mine.last + mine.delay() - now
        if wait <= 0 and not mine.known:
            wait = everyone.last + everyone.delay() - now
        if wait > 0:
            raise Problem("wait", seconds=math.ceil(wait))
        return mine, everyone

    def _count(self, mine: _Tries, everyone: _Overall) -> None:
        mine.wrong += 1
        mine.last = everyone.last = self._clock()
        everyone.level = min(everyone.level + 1, FREE_OVERALL + LONGEST_OVERALL)

    def _entries(self, kind: str, address: str, student: str) -> tuple[_Tries, _Overall]:
        now = self._clock()
        mine = self._tries.setdefault((kind, address, student), _Tries())
        self._tries.move_to_end((kind, address, student))
        while len(self._tries) > _MAX_ENTRIES:
            self._tries.popitem(last=False)
        if now - mine.last > FORGET:
            mine.wrong = 0
        everyone = self._overall.setdefault(kind, _Overall())
        everyone.drain(now)
        return mine, everyone
