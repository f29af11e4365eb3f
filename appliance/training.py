"""Training: a queue of jobs for the trainer, the versions it makes, and what they predict."""

import logging
import threading
import uuid
from collections import deque
from pathlib import Path
from typing import NamedTuple

import msgspec

from appliance.classroom import models
from appliance.classroom.models import TrainingSet
from appliance.classroom.problems import N_
from appliance.classroom.problems import Problem
from appliance.classroom.projects import permitted
from appliance.classroom.records import Actor
from appliance.classroom.records import Model
from appliance.classroom.room import Room
from appliance.jobs import ENDED
from appliance.jobs import Job
from appliance.jobs import JobBook
from appliance.jobs import Listener
from appliance.model_files import ModelFiles
from appliance.settings import Settings
from appliance.storage import StorageFailed
from appliance.storage import StorageFull
from appliance.trainer_client import Done
from appliance.trainer_client import Failed
from appliance.trainer_client import Prediction
from appliance.trainer_client import Progress
from appliance.trainer_client import TrainerAway
from appliance.trainer_client import TrainerClient
from appliance.trainer_client import TrainerRefused

__all__ = ["Job", "Prediction", "Training"]

MESSAGES = {
    "out_of_memory": N_(
        "The examples need more memory than training may use. Remove some, or make them shorter."
    ),
    "too_slow": N_("Training took too long and was stopped. Try with fewer or shorter examples."),
    "nothing_to_learn": N_("There is no word in the examples that a model could learn from."),
    "stopped": N_("Something stopped the training. The model before it still works. Train again."),
    "trainer_away": N_(
        "The trainer stopped and is starting again. The model before it still works. Train again."
    ),
    "not_found": N_("The project was deleted while it trained."),
    "storage_full": N_("The box's memory card is full, so the new model could not be saved."),
    "storage_failed": N_("The box's memory card had an error. The new model was not saved."),
    "broken": N_("The trainer made a mistake. The model before it still works."),
}
"""code of a failed job → what happened, what is safe, what to do."""
_CLOSE_SECONDS = 5.0

_log = logging.getLogger(__name__)


class _Order(NamedTuple):
    job: str
    examples: TrainingSet


class _Stopped(Exception):
    """The job was cancelled while it ran."""


class Training:
    """Trains one project at a time, the others wait; predicts for any number of threads."""

    def __init__(self, room: Room, models_folder: Path, socket: Path, settings: Settings) -> None:
        self._room = room
        self._settings = settings
        self._client = TrainerClient(socket)
        self._files = ModelFiles(room, models_folder, self._client.forget)
        self._book = JobBook()
        self._queue: deque[_Order] = deque()
        self._more = threading.Condition()
        self._closing = False
        self._thread = threading.Thread(target=self._work, name="training", daemon=True)
        self._thread.start()

    def on_change(self, listener: Listener) -> None:
        """Call `listener(job)` for each change, progress at most ten times a second."""
        self._book.on_change(listener)

    def start(self, actor: Actor, project: str) -> Job:
        """Queue a training on the examples as they are now and return its job.

        Raises Problem `training_runs`, and what `models.training_set` raises.
        """
        examples = models.training_set(self._room, actor, project)
        job = Job(id=uuid.uuid4().hex, project=examples.project.id)
        with self._more:
            if not self._book.add(job):
                raise Problem("training_runs")
            self._queue.append(_Order(job.id, examples))
            self._more.notify()
        return job

    def job(self, actor: Actor, project: str, job: str) -> Job:
        """Return a job of a project; raises Problem `not_found` and what `require` raises."""
        found = permitted(self._room, actor, "job.read", project)
        return self._job(found.id, job)

    def running(self, project: str) -> Job | None:
        """Return the job of a project that is queued or runs."""
        return self._book.running(project)

    def cancel(self, actor: Actor, project: str, job: str) -> Job:
        """Cancel a job that is queued or runs; one that has ended stays as it is."""
        found = permitted(self._room, actor, "model.cancel", project)
        return self._cancel(self._job(found.id, job).id)

    def predict(
        self, actor: Actor, project: str, texts: list[str]
    ) -> tuple[Model, list[Prediction]]:
        """Return the model in use and what it says of each text.

        Raises Problem `no_model`, `damaged_model` or `trainer_away`, and what `require` raises.
        """
        permitted(self._room, actor, "model.predict", project)
        model = models.current(self._room, actor, project)
        try:
            path = self._files.path(model.file)
            return model, self._client.predict(model.file, path, texts)
        except TrainerAway:
            raise Problem("trainer_away") from None
        except (OSError, TrainerRefused) as error:
            if isinstance(error, TrainerRefused) and error.code != "damaged_model":
                raise Problem("trainer_away") from error
            raise Problem("damaged_model") from error

    def close(self) -> None:
        """Cancel all jobs and stop."""
        with self._more:
            self._closing = True
            self._more.notify()
        for job in self._book.alive():
            self._cancel(job.id)
        self._thread.join(_CLOSE_SECONDS)
        self._files.close()
        self._client.close()

    def _job(self, project: str, job: str) -> Job:
        found = self._book.get(job)
        if found is None or found.project != project:
            raise Problem("not_found")
        return found

    def _cancel(self, job: str) -> Job:
        with self._files.recording:  # so that a version is never recorded for a cancelled job
            before = self._book.get(job)
            after = self._book.change(job, state="cancelled")
        if before is not None and before.state == "running":
            self._client.cancel(job)
        return after

    def _work(self) -> None:
        while (order := self._next()) is not None:
            if self._book.change(order.job, state="running").state == "running":
                self._train(order)

    def _next(self) -> _Order | None:
        with self._more:
            self._more.wait_for(lambda: self._queue or self._closing)
            return None if self._closing else self._queue.popleft()

    def _train(self, order: _Order) -> None:
        try:
            self._record(order, self._fit(order))
        except _Stopped:
            pass
        except (Problem, TrainerAway, TrainerRefused, StorageFailed, _Refused) as error:
            self._fail(order.job, _code(error))
        except Exception as error:
            # Not its message, which may hold children's words; and the next job must get its turn.
            _log.error("a training failed with %s", type(error).__name__)
            self._fail(order.job, "broken")

    def _fail(self, job: str, code: str) -> None:
        known = code if code in MESSAGES else "broken"
        self._book.change(job, state="failed", code=known, message=MESSAGES[known])

    def _fit(self, order: _Order) -> Done:
        """Have the trainer train; raises _Stopped, _Refused, TrainerAway and TrainerRefused."""
        with self._client.fit(
            order.job,
            _request(order.examples),
            memory_mb=self._settings.trainer_memory_mb,
            seconds=self._settings.trainer_seconds,
        ) as events:
            for event in events:
                self._check(order.job)
                if isinstance(event, Done):
                    return event
                if isinstance(event, Failed):
                    raise _Refused(event.code)
                self._follow(order.job, event)
        raise TrainerAway

    def _follow(self, job: str, event: object) -> None:
        if isinstance(event, Progress):
            self._book.change(job, stage=event.stage, done=event.done, of=event.of)
        else:
            self._book.catch_up(job)

    def _check(self, job: str) -> None:
        found = self._book.get(job)
        if found is None or found.state in ENDED:
            raise _Stopped

    def _record(self, order: _Order, done: Done) -> None:
        """Save the file, then record its version: a version never lacks its file."""
        self._book.change(order.job, stage="saving", done=1, of=2)
        data = self._client.download(done.model)
        with self._files.keeping(done.model, data):
            self._check(order.job)
            models.add(
                self._room,
                order.examples.project.id,
                file=done.model,
                size=done.size,
                examples=len(order.examples.examples),
                contributors=order.examples.contributors,
                labels=order.examples.project.labels,
                features=done.features,
                score=done.score,
            )
            self._book.change(order.job, state="done", done=2, of=2)


class _Refused(Exception):
    """The trainer says that there will be no model."""


def _code(error: Exception) -> str:
    if isinstance(error, TrainerAway):
        return "trainer_away"
    if isinstance(error, StorageFull):
        return "storage_full"
    if isinstance(error, StorageFailed):
        return "storage_failed"
    if isinstance(error, _Refused):
        return str(error)
    return str(getattr(error, "code", "broken"))


def _request(examples: TrainingSet) -> bytes:
    """Return what the trainer gets: contributors as opaque ids, no names of people."""
    return msgspec.json.encode(
        {
            "type": examples.project.type,
            "labels": [label.id for label in examples.project.labels],
            "examples": examples.examples,
        }
    )
