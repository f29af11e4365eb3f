import itertools
import uuid
from collections.abc import Callable
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.classroom import examples
from appliance.classroom import projects
from appliance.classroom import students
from appliance.classroom import teacher as teachers
from appliance.classroom.problems import Problem
from appliance.classroom.records import Actor
from appliance.classroom.records import Classroom
from appliance.classroom.records import Project
from appliance.classroom.room import Limits
from appliance.classroom.room import open_room
from appliance.classroom.room import Room
from appliance.classroom.throttle import Throttle


class Clock:
    """A monotonic clock that moves when a test says so."""

    def __init__(self) -> None:
        self.time = 1000.0

    def __call__(self) -> float:
        return self.time

    def wait(self, seconds: float) -> None:
        self.time += seconds


class Refusal:
    """What a refused call said; filled when the block ends."""

    def __init__(self) -> None:
        self.problem = Problem("server_error")

    @property
    def values(self) -> dict[str, object]:
        return self.problem.values


class Refused:
    """`with refused("code") as refusal:` expects exactly that Problem."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.refusal = Refusal()

    def __enter__(self) -> Refusal:
        return self.refusal

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        if not isinstance(error, Problem):
            assert error is not None, f"nothing was refused, expected {self.code}"
            return False
        assert error.code == self.code
        self.refusal.problem = error
        return True


@pytest.fixture
def refused() -> type[Refused]:
    return Refused


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def limits() -> Limits:
    return Limits(
        max_projects=3,
        max_labels=3,
        max_examples=8,
        max_text=40,
        max_students=40,
        min_examples=2,
        max_programs=3,
        max_program_mb=1,
    )


@pytest.fixture
def bare_room(tmp_path: Path, limits: Limits, clock: Clock) -> Iterator[Room]:
    """A box that nobody has claimed."""
    opened = open_room(tmp_path / "box", limits)
    yield Room(opened.db, limits, Throttle(clock))
    opened.close()


@pytest.fixture
def room(bare_room: Room) -> Room:
    """A claimed box."""
    teachers.claim(
        bare_room,
        code="k7qf m2xd",
        expected="K7QF-M2XD",
        password="correct horse",
        class_name="Class 5b",
        language="en",
        address="10.0.0.1",
    )
    return bare_room


@pytest.fixture
def code(room: Room) -> str:
    return room.everything(Classroom)[0].class_code


@pytest.fixture
def teacher() -> Actor:
    return Actor(role="teacher")


@pytest.fixture
def projector() -> Actor:
    return Actor(role="projector")


@pytest.fixture
def anonymous() -> Actor:
    return Actor(role="anonymous")


Join = Callable[[str], Actor]


@pytest.fixture
def join(room: Room, code: str) -> Join:
    """Let somebody with this name join and return who they are then."""

    def join(name: str) -> Actor:
        joined = students.join(room, class_code=code, name=name, secret=None, address=name)
        return Actor(role="student", student=joined.student.id)

    return join


@pytest.fixture
def ana(join: Join) -> Actor:
    return join("Ana")


@pytest.fixture
def bo(join: Join) -> Actor:
    return join("Bo")


@pytest.fixture
def pets(room: Room, teacher: Actor) -> Project:
    """A class project with two labels."""
    return projects.create(
        room, teacher, name="Pets", type="text", crowd_sourced=True, labels=["Cats", "Dogs"]
    )


@pytest.fixture
def diary(room: Room, ana: Actor) -> Project:
    """Ana's private project."""
    return projects.create(
        room, ana, name="Diary", type="text", crowd_sourced=False, labels=["Good", "Bad"]
    )


Write = Callable[..., str]


@pytest.fixture
def write(room: Room) -> Write:
    """Add an example and return its id."""
    numbers = itertools.count(1)

    def write(actor: Actor, project: Project, label: str = "Cats", data: str = "") -> str:
        id = str(uuid.uuid4())
        text = data or f"sentence {next(numbers)}"
        examples.add(room, actor, project.id, id=id, label=label, data=text)
        return id

    return write
