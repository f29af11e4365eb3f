"""A class that is there already: written into the data folder before the box starts."""

import random
import uuid
from dataclasses import dataclass
from pathlib import Path

from appliance.classroom import projects
from appliance.classroom import sessions
from appliance.classroom import teacher
from appliance.classroom.records import Actor
from appliance.classroom.records import Example
from appliance.classroom.records import Student
from appliance.classroom.room import open_room
from appliance.classroom.room import Room
from tests.bench.load import WORDS

LABELS = ("A", "B", "C", "D")
TEACHER = Actor(role="teacher")


@dataclass(frozen=True)
class People:
    """The project, and the tokens of everybody."""

    project: str
    teacher: str
    projector: str
    students: list[str]


def settle(folder: Path, students: int, examples: int = 0) -> People:
    """Claim the box in `folder`, let students in, and write examples in their names."""
    room = open_room(folder)
    try:
        teacher.claim(
            room,
            code="code",
            expected="code",
            password="bench bench",
            class_name="Bench",
            language="en",
            address="",
        )
        return room.db.run(lambda: _settled(room, students, examples))
    finally:
        room.close()


def _settled(room: Room, students: int, examples: int) -> People:
    project = projects.create(
        room, TEACHER, name="Bench", type="text", crowd_sourced=True, labels=LABELS
    ).id
    ids = [_student(room, number) for number in range(students)]
    for number in range(examples):
        room.insert(_example(project, number, ids[number % len(ids)]))
    return People(
        project=project,
        teacher=sessions.open_session(room, "teacher"),
        projector=sessions.open_session(room, "projector"),
        students=[sessions.open_session(room, "student", student) for student in ids],
    )


def _student(room: Room, number: int) -> str:
    name = f"Student {number}"
    room.insert(Student(id=f"{number:016x}", name=name, folded=name.lower(), secret="", joined=0))
    return f"{number:016x}"


def _example(project: str, number: int, contributor: str) -> Example:
    label = LABELS[number % len(LABELS)]
    words = [f"{word}{random.randrange(40)}" for word in random.choices(WORDS, k=12)]
    return Example(
        id=str(uuid.uuid4()),
        project=project,
        label=label,
        data=f"{label.lower()}{random.randrange(3)} " + " ".join(words),
        contributor=contributor,
    )
