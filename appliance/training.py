"""Training: jobs for the trainer, the versions they make, and what these say."""

import threading
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from typing import NamedTuple

import msgspec

from appliance import __version__
from appliance import reports
from appliance.classroom import examples
from appliance.classroom import models
from appliance.classroom import studies
from appliance.classroom.examples import Stored
from appliance.classroom.models import TrainingSet
from appliance.classroom.problems import KINDS
from appliance.classroom.problems import Problem
from appliance.classroom.projects import permitted
from appliance.classroom.records import Actor
from appliance.classroom.records import Model
from appliance.classroom.records import Project
from appliance.classroom.room import Room
from appliance.job_failures import MESSAGES
from appliance.job_runner import Embedding
from appliance.job_runner import JobRunner
from appliance.job_runner import Order
from appliance.job_runner import PointListener
from appliance.job_runner import Result
from appliance.jobs import ENDED
from appliance.jobs import Job
from appliance.jobs import JobBook
from appliance.jobs import Listener
from appliance.jobs import Task
from appliance.model_files import ModelFiles
from appliance.model_files import REPORT
from appliance.settings import Settings
from appliance.trainer_client import Prediction
from appliance.trainer_client import TrainerAway
from appliance.trainer_client import TrainerClient
from appliance.trainer_client import TrainerRefused
from appliance.trainer_client import Uses

__all__ = ["MESSAGES", "Job", "Mistake", "Prediction", "Training"]

MOST_MISTAKES = 200
_OTHER_CODES = {"too_slow": "media_too_slow"}
"""code of the trainer, where that of the Problem is another one."""


class Mistake(NamedTuple):
    """An example, the label that cross-validation guessed for it, and how sure that was."""

    stored: Stored
    guess: str
    confidence: float


class Training:
    """Trains one project at a time, the others wait; predicts for any number of threads."""

    def __init__(
        self,
        room: Room,
        models_folder: Path,
        socket: Path,
        settings: Settings,
        embedding: Embedding | None = None,
    ) -> None:
        self._room = room
        self._most_seconds = settings.max_sound_seconds
        self._client = TrainerClient(socket)
        self._files = ModelFiles(room, models_folder, self._client.forget)
        self._book = JobBook()
        self._runner = JobRunner(room, self._client, self._files, self._book, settings, embedding)
        self._partial: dict[str, tuple[Job, Result]] = {}
        self._starting = threading.Lock()
        self._runner.on_point(self._remember)

    def on_change(self, listener: Listener) -> None:
        """Call `listener(job)` for each change, progress at most ten times a second."""
        self._book.on_change(listener)

    def on_point(self, listener: PointListener) -> None:
        """Call `listener(job, result)` with each result of a study as it grows, and the last."""
        self._runner.on_point(listener)

    def start(self, actor: Actor, project: str) -> Job:
        """Queue a training on the examples as they are now and return its job.

        A study of this project that runs or waits is cancelled. Raises Problem `training_runs`,
        and what `models.training_set` raises.
        """
        taught = models.training_set(self._room, actor, project)
        with self._starting:
            running = self._book.running(taught.project.id)
            if running is not None and running.task != "fit":
                self._cancel(running.id)
            return self._put(taught, "fit", {})

    def study(
        self, actor: Actor, project: str, kind: str, options: Mapping[str, float] | None = None
    ) -> Job:
        """Queue a study of the examples as they are now and return its job.

        Raises Problem `training_runs`, `bad_request`, and what `models.training_set` raises.
        """
        chosen = options or {}
        task = studies.checked(kind, chosen)
        return self._put(self._examples(actor, project), task, chosen)

    def job(self, actor: Actor, project: str, job: str) -> Job:
        """Return a job of a project; raises Problem `not_found` and what `require` raises."""
        found = permitted(self._room, actor, "job.read", project)
        return self._job(found.id, job)

    def busy(self, project: str) -> Job | None:
        """Return the job of a project that is queued or runs, training or study."""
        return self._book.running(project)

    def running(self, project: str) -> Job | None:
        """Return the training of a project that is queued or runs."""
        found = self.busy(project)
        return found if found is not None and found.task == "fit" else None

    def partial(self, project: str) -> tuple[Job, Result] | None:
        """Return the study of a project that runs, with its result so far."""
        found = self._partial.get(project)
        running = self._book.running(project)
        if found is None or running is None or running.id != found[0].id:
            return None
        return found

    def cancel(self, actor: Actor, project: str, job: str) -> Job:
        """Cancel a job that is queued or runs; one that has ended stays as it is."""
        found = permitted(self._room, actor, "model.cancel", project)
        return self._cancel(self._job(found.id, job).id)

    def predict(
        self, actor: Actor, project: str, data: list[str], why: bool = True
    ) -> tuple[Model, list[Prediction]]:
        """Return the model in use and what it says of each item, and `why` if asked.

        An item is a text, a row of numbers as it is stored, or a picture or sound in base64.
        Raises Problem `no_model`, `damaged_model`, `other_features`, `missing_weights`,
        `trainer_away`, or what is wrong with a file, and what `require` raises.
        """
        permitted(self._room, actor, "model.predict", project)
        model = models.current(self._room, actor, project)
        try:
            return model, self._client.predict(model.file, self._path(model), data, why)
        except (OSError, TrainerAway, TrainerRefused) as error:
            raise self._problem(error) from error

    def mistakes(
        self,
        actor: Actor,
        project: str,
        version: int,
        label: str | None = None,
        guess: str | None = None,
        limit: int = 50,
    ) -> list[Mistake]:
        """Return examples that cross-validation gave another label, the surest mistakes first.

        With `label` or `guess`, one row, column or cell of the confusion matrix. Examples that
        are gone or hidden since are left out. Raises Problem `no_model`, `not_found` where that
        version has no report, `damaged_model`, and what `require` raises.
        """
        model = models.version(self._room, actor, "model.inspect", project, version)
        if not model.report:
            raise Problem("not_found")
        try:
            report = reports.read(self._files.path(model.report, REPORT).read_bytes())
        except (OSError, ValueError, msgspec.MsgspecError) as error:
            raise Problem("damaged_model") from error
        found: list[Mistake] = []
        for said in report.said(label, guess):
            stored = self._shown(said.example)
            if stored is not None:
                found.append(Mistake(stored, said.guess, said.confidence))
            if len(found) >= min(limit, MOST_MISTAKES):
                break
        return found

    def export(self, actor: Actor, project: str, version: int) -> bytes:
        """Return the zip in which a version runs outside the box.

        Raises Problem `no_model`, `not_found`, `damaged_model`, `trainer_away`, and what `require`
        raises.
        """
        model = models.version(self._room, actor, "model.export", project, version)
        about = _about(permitted(self._room, actor, "model.export", project), model)
        try:
            return self._client.export(model.file, self._path(model), about)
        except (OSError, TrainerAway, TrainerRefused) as error:
            raise self._problem(error) from error

    def uses(self, language: str = "") -> dict[str, Uses]:
        """Return type → what this box uses for it; raises Problem `trainer_away`."""
        try:
            return self._client.uses(language)
        except (TrainerAway, TrainerRefused) as error:
            raise Problem("trainer_away") from error

    def close(self) -> None:
        """Cancel all jobs and stop."""
        self._runner.stop()
        for job in self._book.alive():
            self._cancel(job.id)
        self._runner.join()
        self._files.close()
        self._client.close()

    def _examples(self, actor: Actor, project: str) -> TrainingSet:
        return models.training_set(self._room, actor, project, "study.run")

    def _put(self, taught: TrainingSet, task: Task, options: Mapping[str, float]) -> Job:
        job = Job(id=uuid.uuid4().hex, project=taught.project.id, task=task)
        if not self._runner.put(Order(job, taught, options)):
            raise Problem("training_runs")
        return job

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

    def _remember(self, job: Job, result: Result) -> None:
        if job.state in ENDED:
            self._partial.pop(job.project, None)
        else:
            self._partial[job.project] = job, result

    def _path(self, model: Model) -> Path:
        return self._files.path(model.file)

    def _problem(self, error: Exception) -> Problem:
        """Return what a failed call about a model is to a person."""
        if isinstance(error, OSError):
            return Problem("damaged_model")  # its file is not there
        code = str(getattr(error, "code", ""))
        code = _OTHER_CODES.get(code, code)
        if code not in KINDS:
            return Problem("trainer_away")
        return Problem(code, field="data", max=self._most_seconds)

    def _shown(self, example: str) -> Stored | None:
        document = self._room.db.table("examples").find(id=example)
        if document is None or document["state"] != "shown":
            return None
        return examples.stored(self._room, document.doc_id, document)


def _about(project: Project, model: Model) -> bytes:
    """Return what the card of an exported model says: numbers and names of labels, no people."""
    about: dict[str, Any] = {
        "name": project.name,
        "examples": model.examples,
        "contributors": model.contributors,
        "labels": {label.id: label.name for label in model.labels},
        "score": msgspec.to_builtins(model.score),
        "created": model.created,
        "language": project.language,
        "box": __version__,
    }
    return msgspec.json.encode(about)
