"""Training by itself: a project that asks for it learns after each so many new examples.

One thread compares counts, which cost the same however many examples there are. It looks when
examples were added or a job has ended, and once at the start: so a training that was due when the
power went comes when it is back.
"""

import logging
import threading

from appliance.classroom.problems import Problem
from appliance.classroom.records import Actor
from appliance.classroom.records import Example
from appliance.classroom.records import Model
from appliance.classroom.records import Project
from appliance.classroom.records import TEACHER
from appliance.classroom.room import Room
from appliance.jobs import ENDED
from appliance.jobs import Job
from appliance.storage import Change
from appliance.storage.errors import StorageFailed
from appliance.training import Training

_TABLES = frozenset({"examples", "projects"})
_log = logging.getLogger(__name__)


class AutoTraining:
    """Starts trainings as the owners of the projects that want it; waits for one that runs."""

    def __init__(self, room: Room, training: Training) -> None:
        self._room = room
        self._training = training
        self._learned: dict[str, int] = {}
        """project → how many examples it had when it last began to learn."""
        self._begun: set[str] = set()
        """Projects whose training was queued by somebody; the thread counts their examples."""
        self._look = threading.Condition()
        self._due = True
        self._closing = False
        self._thread = threading.Thread(target=self._work, name="auto-training", daemon=True)
        self._thread.start()
        room.db.on_commit(self._committed)
        training.on_change(self._changed)

    def close(self) -> None:
        """Start no more."""
        with self._look:
            self._closing = True
            self._look.notify()
        self._thread.join()

    def _committed(self, changes: list[Change]) -> None:
        if any(change.table in _TABLES for change in changes):
            self._wake()

    def _changed(self, job: Job) -> None:
        if job.task == "fit" and job.state == "queued":
            self._wake(job.project)
        elif job.state in ENDED:
            self._wake()

    def _wake(self, begun: str = "") -> None:
        with self._look:
            self._due = True
            if begun:
                self._begun.add(begun)
            self._look.notify()

    def _work(self) -> None:
        while True:
            with self._look:
                self._look.wait_for(lambda: self._due or self._closing)
                if self._closing:
                    return
                self._due = False
                begun, self._begun = self._begun, set()
            for project in self._room.everything(Project):
                self._visit(project, begun=project.id in begun)

    def _visit(self, project: Project, *, begun: bool) -> None:
        try:
            self._consider(project, begun=begun)
        except Problem:  # closed, deleted or short of examples: the next change brings it back
            pass
        except StorageFailed as error:
            _log.error("no training by itself: %s", type(error).__name__)

    def _consider(self, project: Project, *, begun: bool) -> None:
        now = self._count(project)
        before = now if begun else self._learned.get(project.id, self._of_last_model(project))
        # Fewer than before: what is added from here on is new.
        self._learned[project.id] = before = min(before, now)
        wanted = project.auto_train
        if not wanted or now - before < wanted or self._training.busy(project.id) is not None:
            return
        if self._enough(project):
            self._training.start(_owner(project), project.id)
            self._learned[project.id] = now

    def _count(self, project: Project) -> int:
        return sum(self._by_label(project))

    def _by_label(self, project: Project) -> list[int]:
        return [
            self._room.size(Example, project=project.id, label=label.id, state="shown")
            for label in project.labels
        ]

    def _enough(self, project: Project) -> bool:
        """Tell cheaply whether training can be possible; the training itself looks closely."""
        counts = self._by_label(project)
        return len(counts) > 1 and min(counts) >= self._room.limits.min_examples

    def _of_last_model(self, project: Project) -> int:
        versions = self._room.group(Model, project=project.id)
        if not versions:
            return 0
        last = versions[-1]
        return last.examples + (last.score.test.of if last.score.test is not None else 0)


def _owner(project: Project) -> Actor:
    if project.owner == TEACHER:
        return Actor(role="teacher")
    return Actor(role="student", student=project.owner)
