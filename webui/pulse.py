"""A heartbeat that gathers what changed, so that many changes make few messages."""

import threading
import time
from collections.abc import Callable
from collections.abc import Hashable
from typing import Final
from typing import Generic
from typing import TypeVar

from webui.problems import as_problem

T = TypeVar("T", bound=Hashable)

_REST: Final = 2.0
"""A slow beat is followed by a rest of this many times its length, so that requests get the
processor too."""


class Pulse(Generic[T]):
    """Calls `beat` with the marks since the last beat: at once after a rest, else every `seconds`.

    It runs in a thread of its own that starts with the first mark.
    """

    def __init__(self, name: str, seconds: float, beat: Callable[[list[T]], None]) -> None:
        self._name = name
        self._seconds = seconds
        self._beat = beat
        self._marks: dict[T, None] = {}
        self._wanted = threading.Condition()
        self._thread: threading.Thread | None = None
        self._stopped = False

    def mark(self, *marks: T) -> None:
        """Have the next beat see to `marks`; quick, from any thread."""
        with self._wanted:
            if self._stopped:
                return
            self._marks.update(dict.fromkeys(marks))
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
                self._thread.start()
            self._wanted.notify()

    def stop(self) -> None:
        """Beat no more, and wait for a beat that is under way."""
        with self._wanted:
            self._stopped = True
            self._wanted.notify()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(timeout=5)

    def _run(self) -> None:
        while marks := self._next():
            began = time.monotonic()
            try:
                self._beat(marks)
            except Exception as error:  # one bad snapshot must not end the live channel
                as_problem(error)
            took = time.monotonic() - began
            self._rest(max(self._seconds - took, _REST * took))

    def _next(self) -> list[T]:
        with self._wanted:
            self._wanted.wait_for(lambda: self._marks or self._stopped)
            marks, self._marks = list(self._marks), {}
            return [] if self._stopped else marks

    def _rest(self, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        with self._wanted:
            self._wanted.wait_for(lambda: self._stopped, timeout=deadline - time.monotonic())
