"""Group commit: callers that come while others are busy are served together.

Whoever comes first leads: it performs the work of everybody who waits, in the order they came,
and ends with one commit for all. Those who came meanwhile are the next group, led by the first
of them. So nobody waits longer than two commits, and thirty writers cost the card one.
"""

from collections.abc import Callable
from contextvars import copy_context
from threading import Lock
from typing import Any


class Turn:
    """One caller's piece of work and what became of it."""

    __slots__ = ("_context", "_ready", "_work", "done", "error", "result")

    def __init__(self, work: Callable[[], Any]) -> None:
        self.result: Any = None
        self.error: BaseException | None = None
        self.done = False
        self._work = work
        # The leader may be another thread; the work still sees its caller's context.
        self._context = copy_context()
        self._ready = Lock()
        self._ready.acquire()

    def perform(self) -> None:
        """Do the work; keep its result, or the error it raised."""
        try:
            self.result = self._context.run(self._work)
        except BaseException as error:  # it belongs to the caller, whose thread raises it
            self.error = error

    def fail(self, error: BaseException) -> None:
        """Let the caller get `error`, whatever the work gave."""
        self.error = error

    def wake(self) -> None:
        """Let the caller's thread go on."""
        self._ready.release()

    def wait(self) -> None:
        """Block until woken."""
        self._ready.acquire()

    def outcome(self) -> Any:
        """Return the result or raise the error."""
        if self.error is not None:
            try:
                raise self.error
            finally:
                self.error = None  # no cycle through the traceback
        return self.result


class Turns:
    """Groups callers; `perform` gets each group and settles every turn in it."""

    def __init__(self, perform: Callable[[list[Turn]], None]) -> None:
        self._perform = perform
        self._mutex = Lock()
        self._waiting: list[Turn] = []
        self._busy = False

    def take(self, work: Callable[[], Any]) -> Any:
        """Return what `work` returned or raise what it raised, once its group is settled."""
        turn = Turn(work)
        with self._mutex:
            self._waiting.append(turn)
            first = not self._busy
            self._busy = True
        if not first:
            self._wait(turn)
        if not turn.done:
            self._lead()
        return turn.outcome()

    def _wait(self, turn: Turn) -> None:
        try:
            turn.wait()
        except BaseException:
            # Ctrl-C: the turn may be the next leader, for whom others wait. See it through.
            turn.wait()
            if not turn.done:
                self._lead()
            raise

    def _lead(self) -> None:
        with self._mutex:
            group, self._waiting = self._waiting, []
        try:
            self._perform(group)
        except BaseException as error:
            for turn in group:
                if turn.error is None:
                    turn.fail(RuntimeError(f"not finished: {type(error).__name__}"))
            raise
        finally:
            self._pass_on()
            for turn in group:
                turn.done = True
                turn.wake()

    def _pass_on(self) -> None:
        with self._mutex:
            if self._waiting:
                self._waiting[0].wake()
            else:
                self._busy = False
