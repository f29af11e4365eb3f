"""What takes longer than a request may: one at a time, in a thread, for the teacher to look at."""

import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass
from dataclasses import replace
from typing import Literal

from appliance.classroom.problems import Problem
from webui.problems import as_problem

Work = Callable[[], object]
Kind = Literal["save", "restore", "check"]
"""A backup onto a stick, a backup back from a stick or of a night, a look into an update."""


@dataclass(frozen=True)
class Chore:
    """The chore that runs, or the last one."""

    id: str
    kind: Kind
    state: Literal["running", "done", "failed"] = "running"
    problem: Problem | None = None


class Chores:
    """The one who does them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last: Chore | None = None
        self._thread: threading.Thread | None = None

    @property
    def last(self) -> Chore | None:
        """The chore that runs, or the last one since the box started."""
        return self._last

    def start(self, kind: Kind, work: Work) -> Chore:
        """Begin `work`, which may raise Problem; raises `chore_runs` if one is under way."""
        with self._lock:
            self.require_none()
            chore = self._last = Chore(secrets.token_hex(8), kind)
            self._thread = threading.Thread(
                target=self._do, args=(chore, work), name=f"chore-{kind}", daemon=True
            )
            self._thread.start()
        return chore

    def require_none(self) -> None:
        """Raise Problem `chore_runs` if one is under way."""
        if self._last is not None and self._last.state == "running":
            raise Problem("chore_runs")

    def wait(self) -> None:
        """Wait for the chore that runs to end."""
        if self._thread is not None:
            self._thread.join()

    def _do(self, chore: Chore, work: Work) -> None:
        try:
            work()
            self._last = replace(chore, state="done")
        except Exception as error:
            self._last = replace(chore, state="failed", problem=as_problem(error))
