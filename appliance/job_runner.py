"""Running jobs: one at a time, trainings before studies, from examples to a version or a result."""

import logging
import threading
from collections import deque
from collections.abc import Callable
from collections.abc import Mapping
from typing import Any
from typing import NamedTuple
from typing import Protocol

import msgspec

from appliance import reports
from appliance.classroom import models
from appliance.classroom import studies
from appliance.classroom.models import TrainingSet
from appliance.classroom.problems import Problem
from appliance.classroom.room import Room
from appliance.job_failures import code_of
from appliance.job_failures import JobRefused
from appliance.job_failures import MESSAGES
from appliance.jobs import ENDED
from appliance.jobs import Job
from appliance.jobs import JobBook
from appliance.model_files import ModelFiles
from appliance.settings import Settings
from appliance.storage import StorageFailed
from appliance.storage import StorageFull
from appliance.trainer_client import Done
from appliance.trainer_client import Failed
from appliance.trainer_client import Point
from appliance.trainer_client import Progress
from appliance.trainer_client import TrainerAway
from appliance.trainer_client import TrainerClient
from appliance.trainer_client import TrainerRefused

Tell = Callable[[str, int, int], None]
"""Called with the stage, how much of it is done, and of how much."""
Result = dict[str, Any]
PointListener = Callable[[Job, Result], None]

_KNOWN = (Problem, TrainerAway, TrainerRefused, StorageFull, StorageFailed, JobRefused)
_MISSING = "missing_vectors"
_CLOSE_SECONDS = 5.0

_log = logging.getLogger(__name__)


class Embedding(Protocol):
    """Whoever computes the vectors that training needs."""

    def complete(self, project: str, tell: Tell) -> None:
        """Have a vector for each example of a project; raises TrainerAway, TrainerRefused."""


class Order(NamedTuple):
    """A job with what it is about."""

    job: Job
    examples: TrainingSet
    options: Mapping[str, float]


class _Stopped(Exception):
    """The job was cancelled while it ran."""


class JobRunner:
    """One thread that works on the orders it is given."""

    def __init__(
        self,
        room: Room,
        client: TrainerClient,
        files: ModelFiles,
        book: JobBook,
        settings: Settings,
        embedding: Embedding | None,
    ) -> None:
        self._room = room
        self._client = client
        self._files = files
        self._book = book
        self._settings = settings
        self._embedding = embedding
        self._trainings: deque[Order] = deque()
        self._studies: deque[Order] = deque()
        self._listeners: list[PointListener] = []
        self._more = threading.Condition()
        self._closing = False
        self._thread = threading.Thread(target=self._work, name="training", daemon=True)
        self._thread.start()

    def on_point(self, listener: PointListener) -> None:
        """Call `listener(job, result)` with each partial result of a study, and the whole one."""
        self._listeners.append(listener)

    def put(self, order: Order) -> bool:
        """Queue an order, unless its project has a job that has not ended; tell whether."""
        with self._more:
            if not self._book.add(order.job):
                return False
            (self._trainings if order.job.task == "fit" else self._studies).append(order)
            self._more.notify()
        return True

    def stop(self) -> None:
        """Take no more orders."""
        with self._more:
            self._closing = True
            self._more.notify()

    def join(self) -> None:
        """Wait until the thread has ended, or long enough."""
        self._thread.join(_CLOSE_SECONDS)

    def _work(self) -> None:
        while (order := self._next()) is not None:
            if self._book.change(order.job.id, state="running").state == "running":
                self._run(order)

    def _next(self) -> Order | None:
        with self._more:
            self._more.wait_for(lambda: self._trainings or self._studies or self._closing)
            if self._closing:
                return None
            return (self._trainings or self._studies).popleft()

    def _run(self, order: Order) -> None:
        try:
            done = self._done(order)
            if order.job.task == "fit":
                self._record(order, done)
            else:
                self._keep(order, done.result or {})
        except _Stopped:
            pass
        except _KNOWN as error:
            self._fail(order.job.id, code_of(error))
        except Exception as error:
            # Not its message, which may hold children's words; and the next job must get its turn.
            _log.error("a job failed with %s", type(error).__name__)
            self._fail(order.job.id, "broken")

    def _fail(self, job: str, code: str) -> None:
        self._book.change(job, state="failed", code=code, message=MESSAGES[code])

    def _done(self, order: Order) -> Done:
        """Return what the trainer made; vectors that it misses are computed, once more."""
        self._embed(order)
        try:
            return self._asked(order)
        except JobRefused as refusal:
            if str(refusal) != _MISSING:
                raise
        self._embed(order)
        return self._asked(order)

    def _embed(self, order: Order) -> None:
        def tell(stage: str, done: int, of: int) -> None:
            self._check(order.job.id)
            self._book.change(order.job.id, stage=stage, done=done, of=of)

        if self._embedding is not None:
            self._embedding.complete(order.job.project, tell)
        self._check(order.job.id)

    def _asked(self, order: Order) -> Done:
        """Have the trainer work; raises _Stopped, JobRefused, TrainerAway and TrainerRefused."""
        with self._client.fit(
            order.job.id,
            _request(order),
            memory_mb=self._settings.trainer_memory_mb,
            seconds=self._settings.trainer_seconds,
        ) as events:
            for event in events:
                self._check(order.job.id)
                if isinstance(event, Done):
                    return event
                if isinstance(event, Failed):
                    raise JobRefused(event.code)
                self._follow(order, event)
        raise TrainerAway

    def _follow(self, order: Order, event: object) -> None:
        if isinstance(event, Progress):
            self._book.change(order.job.id, stage=event.stage, done=event.done, of=event.of)
        elif isinstance(event, Point):
            self._tell(order, event.result)
        else:
            self._book.catch_up(order.job.id)

    def _tell(self, order: Order, result: Result) -> None:
        named = studies.named(result, order.examples.ids)
        for listener in self._listeners:
            listener(self._book.get(order.job.id) or order.job, named)

    def _check(self, job: str) -> None:
        found = self._book.get(job)
        if found is None or found.state in ENDED:
            raise _Stopped

    def _record(self, order: Order, done: Done) -> None:
        """Save the files, then record their version: a version never lacks its files."""
        if done.score is None:
            raise JobRefused("broken")
        self._book.change(order.job.id, stage="saving", done=1, of=2)
        data = self._client.download(done.model)
        report = reports.made(order.examples, self._client.report(done.report))
        with self._files.keeping(done.model, data, report) as told:
            self._check(order.job.id)
            models.add(
                self._room,
                order.job.project,
                file=done.model,
                size=done.size,
                examples=len(order.examples.examples),
                contributors=order.examples.contributors,
                labels=order.examples.project.labels,
                features=done.features,
                score=done.score,
                report=told,
            )
            self._book.change(order.job.id, state="done", done=2, of=2)

    def _keep(self, order: Order, result: Result) -> None:
        """Store a study; whoever hears that it is done finds it stored."""
        task = order.job.task
        if task == "fit":
            raise JobRefused("broken")
        self._check(order.job.id)
        model = order.examples.project.model
        named = studies.named(result, order.examples.ids)
        studies.save(self._room, order.job.project, kind=task, model=model, result=named)
        self._book.change(order.job.id, state="done", done=1, of=1)
        self._tell(order, result)


def _request(order: Order) -> bytes:
    """Return what the trainer gets: contributors as opaque ids, no names of people."""
    project = order.examples.project
    return msgspec.json.encode(
        {
            "type": project.type,
            "labels": [label.id for label in project.labels],
            "examples": order.examples.examples,
            "test": order.examples.test,
            "task": order.job.task,
            "fields": project.fields,
            "language": project.language,
            "options": order.options,
        }
    )
