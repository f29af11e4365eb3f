import socket
from collections.abc import Callable
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.classroom import projects
from appliance.classroom.records import Actor
from appliance.classroom.records import Classroom
from appliance.classroom.records import Project
from appliance.classroom.room import Limits
from appliance.classroom.room import open_room
from appliance.classroom.room import Room


@pytest.fixture
def free_port() -> Callable[[], int]:
    """Return a function that gives TCP ports which nobody uses right now."""

    def find() -> int:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            return int(probe.getsockname()[1])

    return find


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
