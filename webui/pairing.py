"""How a projector is let in: it shows a short code, which the teacher types on their own device.

Pairings live in memory only: after a restart the projector asks for a new code.
"""

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from appliance.classroom.problems import Problem

SECONDS: Final = 600.0
"""How long a code can be typed."""
PER_ADDRESS: Final = 4
"""Screens that wait at one address; a further one takes the place of the oldest."""
WAITING: Final = 200
"""Screens that wait in all."""


@dataclass
class Pairing:
    """One screen that waits to be let in."""

    code: str
    """Four digits, shown on the screen."""
    secret: str
    """Known to the screen only, which asks with it whether it was let in."""
    address: str
    expires: float
    approved: bool = False


class Pairings:
    """The screens that wait; safe between threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._waiting: dict[str, Pairing] = {}

    def begin(self, address: str) -> Pairing:
        """Return a new pairing for a screen at `address`; raises Problem `box_full`."""
        with self._lock:
            self._forget_old()
            mine = [item for item in self._waiting.values() if item.address == address]
            for item in mine[: len(mine) - PER_ADDRESS + 1]:
                del self._waiting[item.secret]
            if len(self._waiting) >= WAITING:
                raise Problem("box_full")
            made = Pairing(
                self._free_code(), secrets.token_urlsafe(24), address, self._clock() + SECONDS
            )
            self._waiting[made.secret] = made
            return made

    def approve(self, code: str) -> None:
        """Let the screen in that shows `code`; raises Problem `not_found`."""
        with self._lock:
            self._forget_old()
            for item in self._waiting.values():
                if item.code == code.strip() and not item.approved:
                    item.approved = True
                    return
        raise Problem("not_found", field="code")

    def collect(self, secret: str) -> bool:
        """Tell whether the screen with this secret was let in; it is told so once.

        Raises Problem `not_found` where the code was not typed in time.
        """
        with self._lock:
            self._forget_old()
            found = self._waiting.get(secret)
            if found is None:
                raise Problem("not_found")
            if found.approved:
                del self._waiting[secret]
            return found.approved

    def _forget_old(self) -> None:
        now = self._clock()
        for item in [item for item in self._waiting.values() if item.expires <= now]:
            del self._waiting[item.secret]

    def _free_code(self) -> str:
        taken = {item.code for item in self._waiting.values()}
        code = f"{secrets.randbelow(10_000):04d}"
        while code in taken:
            code = f"{secrets.randbelow(10_000):04d}"
        return code
