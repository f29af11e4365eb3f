import uuid
from collections.abc import Callable
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from appliance.classroom import projects
from appliance.classroom.records import Actor
from appliance.classroom.records import Classroom
from appliance.classroom.records import Example
from appliance.classroom.records import Project
from appliance.classroom.room import Limits
from appliance.classroom.room import open_room
from appliance.classroom.room import Room
from appliance.embedding import Embedding
from appliance.settings import Settings
from appliance.trainer_client import TrainerClient
from appliance.training import Training
from tests import ports


@pytest.fixture
def free_port() -> Callable[[], int]:
    """Return a function that gives TCP ports which nobody uses right now, nor the ones after."""

    return ports.free_port


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    """A claimed box."""
    opened = open_room(tmp_path / "box", Limits())
    found = Classroom(class_name="5b", language="en", password="-", class_code="123456")
    opened.db.run(lambda: opened.put(found))
    yield opened
    opened.close()


@pytest.fixture
def teacher() -> Actor:
    return Actor(role="teacher")


@pytest.fixture
def pets(room: Room, teacher: Actor) -> Project:
    """A class project without examples."""
    return projects.create(
        room, teacher, name="Pets", type="text", crowd_sourced=True, labels=["cat", "dog"]
    )


@pytest.fixture
def fruit(room: Room, teacher: Actor) -> Project:
    """Another one."""
    return projects.create(
        room, teacher, name="Fruit", type="text", crowd_sourced=True, labels=["apple", "pear"]
    )


@pytest.fixture
def begin(room: Room, tmp_path: Path) -> Iterator[Callable[..., Training]]:
    """Open the box's trainings with a trainer, and close them at the end."""
    opened: list[Training | Embedding | TrainerClient] = []

    def begin(trainer: Any, **settings: int) -> Training:
        changed = replace(Settings(), **settings)  # type: ignore[arg-type]
        client = TrainerClient(trainer.socket)
        embedding = Embedding(room, client)
        training = Training(room, tmp_path / "models", trainer.socket, changed, embedding)
        opened.extend((training, embedding, client))
        return training

    yield begin
    for each in opened:
        each.close()


@pytest.fixture
def training(begin: Callable[..., Training], trainer: Any) -> Training:
    return begin(trainer)


def _fill(room: Room, project: Project, request: dict[str, Any]) -> Project:
    for label in request["labels"]:
        if label not in {known.id for known in project.labels}:
            projects.add_label(room, Actor(role="teacher"), project.id, label)

    def write() -> None:
        for label, data, who in request["examples"]:
            id = str(uuid.uuid4())
            room.insert(Example(id=id, project=project.id, label=label, data=data, contributor=who))

    room.db.run(write)
    return project


@pytest.fixture
def fill() -> Callable[[Room, Project, dict[str, Any]], Project]:
    """Return a function that adds labels and examples of a request to the trainer to a project."""
    return _fill


@pytest.fixture
def taught(room: Room, pets: Project, small_request: dict[str, Any]) -> Project:
    """A project that trains in a moment."""
    return _fill(room, pets, small_request)


@pytest.fixture
def long(room: Room, teacher: Actor, long_request: dict[str, Any]) -> Project:
    """A project that trains for longer than a test."""
    made = projects.create(room, teacher, name="Long", type="text", crowd_sourced=True)
    return _fill(room, made, long_request)
