"""What each live event carries: whole records, so that one that was missed does not matter."""

from typing import Any
from typing import Literal

import msgspec
from msgspec import Struct

from appliance.classroom import examples
from appliance.classroom import klass
from appliance.classroom import models
from appliance.classroom import projects
from appliance.classroom import show
from appliance.classroom import students
from appliance.classroom.examples import Stored
from appliance.classroom.problems import Problem
from appliance.classroom.records import Actor
from appliance.classroom.records import Counts
from appliance.classroom.records import Phase
from appliance.classroom.records import Score
from appliance.job_runner import Result
from appliance.jobs import Task
from appliance.training import Job
from webui.api import shapes
from webui.api import stage
from webui.api.classroom import class_out
from webui.api.shapes import ClassOut
from webui.api.shapes import ExampleOut
from webui.api.shapes import JobOut
from webui.api.shapes import ProjectOut
from webui.api.shapes import Stage
from webui.api.studies import with_names
from webui.api.veil import veiled
from webui.box import Box

TEACHER = Actor(role="teacher")


class PhaseNow(Struct, frozen=True):
    """The event `phase`."""

    phase: Phase


class ModelNow(Struct, frozen=True):
    """The event `model`: the version in use and its score; version 0 has none."""

    version: int
    score: Score | None


class Visitor(Struct, frozen=True):
    """A student; `here` is whether they look now."""

    id: str
    name: str
    here: bool


class People(Struct, frozen=True):
    """The event `people`: the students of the class, and how many of them look now."""

    students: list[Visitor]
    count: int


class StudyNow(Struct, frozen=True):
    """The event `study`: the result of a study so far, or the whole one."""

    kind: Task
    state: Literal["running", "done"]
    result: Result


class ProgramsNow(Struct, frozen=True):
    """The event `programs`: Scratch programs of a project were saved, renamed or deleted."""

    project: str


class ExampleGone(Struct, frozen=True):
    """The event `example` for one that was deleted, or hidden from the one who is told."""

    id: str
    seq: int
    state: Literal["deleted", "hidden"]


def counts(box: Box, project: str) -> Counts:
    """Return the event `counts`, the same for everybody who may see it."""
    return examples.counts(box.room, TEACHER, project)


def project(box: Box, actor: Actor, project: str) -> ProjectOut:
    """Return the event `project` for one person; raises what `projects.get` raises."""
    return shapes.project(projects.get(box.room, actor, project), actor)


def phase(box: Box, actor: Actor, project: str) -> PhaseNow:
    """Return the event `phase`."""
    return PhaseNow(projects.get(box.room, actor, project).phase)


def model(box: Box, actor: Actor, project: str) -> ModelNow:
    """Return the event `model`."""
    try:
        found = models.current(box.room, actor, project)
    except Problem as problem:
        if problem.code != "no_model":
            raise
        return ModelNow(0, None)
    return ModelNow(found.version, found.score)


def training(job: Job) -> JobOut:
    """Return the event `training`."""
    return shapes.job(job)


def study(box: Box, job: Job, result: Result) -> StudyNow:
    """Return the event `study`."""
    state: Literal["running", "done"] = "done" if job.state == "done" else "running"
    return StudyNow(job.task, state, with_names(box.room, result))


def people(box: Box, here: frozenset[str]) -> People:
    """Return the event `people`; `here` are the ids of those who look now."""
    visitors = [
        Visitor(item.id, item.name, item.id in here)
        for item in students.everyone(box.room, TEACHER)
    ]
    return People(visitors, sum(item.here for item in visitors))


def example(box: Box, actor: Actor, place: int, id: str) -> ExampleOut | ExampleGone:
    """Return the event `example` for the teacher or a projector."""
    document = box.room.db.table("examples").get(doc_id=place)
    if document is None:
        return ExampleGone(id, place, "deleted")
    found: Stored = examples.stored(box.room, place, document)
    if actor.role == "projector" and found.example.state == "hidden":
        return ExampleGone(id, place, "hidden")
    return veiled(box, actor, found.example.project, shapes.example(found))


def show_now(box: Box) -> Stage:
    """Return the event `show`."""
    return stage.stage(box, show.get(box.room, TEACHER))


def class_now(box: Box) -> ClassOut:
    """Return the event `class`; raises Problem `not_claimed`."""
    return class_out(klass.claimed(box.room), coded=True)


def plain(record: Any) -> Any:
    """Return a record as what JSON can hold."""
    return msgspec.to_builtins(record)
