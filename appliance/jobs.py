"""The book of jobs for the trainer: the state of each, and who wants to hear of changes."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any
from typing import Literal

import msgspec
from msgspec import Struct

State = Literal["queued", "running", "done", "failed", "cancelled"]
Task = Literal["fit", "curve", "noise", "contributors"]
ENDED: frozenset[State] = frozenset({"done", "failed", "cancelled"})
MOST_JOBS = 200
TELL_SECONDS = 0.1


class Job(Struct, frozen=True, kw_only=True):
    """One training (the task `fit`) or study: `done` of `of` steps of its stage.

    Stages are embedding, reading, features, folds, final and saving, and of a study its task.
    For a job that failed, `code` and `message` say why, the message in English words that are in
    the translation catalogue.
    """

    id: str
    project: str
    task: Task = "fit"
    state: State = "queued"
    stage: str = ""
    done: int = 0
    of: int = 0
    message: str = ""
    code: str = ""


Listener = Callable[[Job], None]


class JobBook:
    """Remembers the latest jobs; listeners hear of progress at most ten times a second."""

    def __init__(self, most: int = MOST_JOBS) -> None:
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._told: dict[str, tuple[Job, float]] = {}
        self._listeners: list[Listener] = []
        self._lock = threading.RLock()
        self._most = most

    def on_change(self, listener: Listener) -> None:
        """Call `listener` with each new state of a job, one after the other."""
        self._listeners.append(listener)

    def add(self, job: Job) -> bool:
        """Enter a new job, unless its project has one that has not ended; tell whether."""
        with self._lock:
            if self.running(job.project) is not None:
                return False
            self._jobs[job.id] = job
            self._drop_oldest()
            self._tell(job)
        return True

    def get(self, job: str) -> Job | None:
        """Return a job, or None when there is none of that id, or it was too long ago."""
        return self._jobs.get(job)

    def alive(self) -> list[Job]:
        """Return the jobs that have not ended, oldest first."""
        with self._lock:
            return [job for job in self._jobs.values() if job.state not in ENDED]

    def running(self, project: str) -> Job | None:
        """Return the job of a project that is queued or runs."""
        return next((job for job in self.alive() if job.project == project), None)

    def change(self, job: str, **changes: Any) -> Job:
        """Change a job and return it; one that has ended stays as it is."""
        with self._lock:
            before = self._jobs[job]
            if before.state in ENDED:
                return before
            now = self._jobs[job] = msgspec.structs.replace(before, **changes)
            told, when = self._told[job]
            step = (told.state, told.stage) == (now.state, now.stage) and now.done < now.of
            if not step or time.monotonic() - when >= TELL_SECONDS:
                self._tell(now)
            return now

    def catch_up(self, job: str) -> None:
        """Tell the last progress, if it came too soon after the one before."""
        with self._lock:
            if self._told[job][0] != self._jobs[job]:
                self._tell(self._jobs[job])

    def _tell(self, job: Job) -> None:
        # Under the lock, so that nobody hears of an end before the progress that led to it.
        self._told[job.id] = job, time.monotonic()
        for listener in self._listeners:
            listener(job)

    def _drop_oldest(self) -> None:
        ended = [job.id for job in self._jobs.values() if job.state in ENDED]
        for job in ended[: max(0, len(self._jobs) - self._most)]:
            del self._jobs[job]
            del self._told[job]
