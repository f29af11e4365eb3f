"""One at a time, and those in a hurry first."""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

MOST_PATIENCE = 2.0
"""Seconds after which what can wait has waited long enough, so that it is never starved."""


class Turns:
    """A lock with two queues, each in the order of coming."""

    def __init__(self, patience: float = MOST_PATIENCE) -> None:
        self._patience = patience
        self._lock = threading.Lock()
        self._taken = False
        self._hurried: deque[threading.Event] = deque()
        self._calm: deque[threading.Event] = deque()

    @contextmanager
    def turn(self, *, urgent: bool) -> Iterator[None]:
        """Have the turn: before all who are not urgent, unless they have waited for long."""
        called = self._queued(urgent)
        if not called.wait(None if urgent else self._patience):
            self._hurry(called)
            called.wait()
        try:
            yield
        finally:
            self._pass_on()

    def _queued(self, urgent: bool) -> threading.Event:
        called = threading.Event()
        with self._lock:
            if self._taken:
                (self._hurried if urgent else self._calm).append(called)
            else:
                self._taken = True
                called.set()
        return called

    def _hurry(self, called: threading.Event) -> None:
        with self._lock:
            if called in self._calm:
                self._calm.remove(called)
                self._hurried.append(called)

    def _pass_on(self) -> None:
        # To the next in line and not to whoever is quickest, who would be the last one again.
        with self._lock:
            queue = self._hurried or self._calm
            if queue:
                queue.popleft().set()
            else:
                self._taken = False
