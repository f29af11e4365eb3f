"""Who may keep a new network of the box: whoever holds the code that the teacher's page was given.

In the new network the box has another address, where the teacher's browser has no session. The
page that starts the change therefore gets a link with a code, good for that change alone.
"""

import secrets
import threading
import time
from collections.abc import Callable
from typing import Final

SECONDS: Final = 300.0
"""How long a code is good; the change itself goes back sooner."""


class Keeper:
    """The code of the latest change."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._code = ""
        self._until = 0.0

    def begin(self) -> str:
        """Return the code for a change that starts now; an earlier one is worth nothing."""
        with self._lock:
            self._code = secrets.token_urlsafe(16)
            self._until = self._clock() + SECONDS
            return self._code

    def knows(self, code: str) -> bool:
        """Tell whether this is the code of the latest change, in time."""
        with self._lock:
            good = bool(self._code) and self._clock() < self._until
            return good and secrets.compare_digest(code.encode(), self._code.encode())

    def end(self) -> None:
        """The change is over: its code is worth nothing any more."""
        with self._lock:
            self._code = ""
