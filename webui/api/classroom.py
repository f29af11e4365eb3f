"""The class and its students."""

from typing import Annotated

from msgspec import Meta
from msgspec import UNSET
from msgspec import UnsetType

from appliance.classroom import klass
from appliance.classroom import students
from appliance.classroom import written
from appliance.classroom.permissions import require
from appliance.classroom.records import Classroom
from webui.api.decoding import given
from webui.api.decoding import Input
from webui.api.routes import route
from webui.api.shapes import ClassOut
from webui.api.shapes import Output
from webui.api.shapes import Person
from webui.auth import actor
from webui.box import box


class ClassChange(Input):
    """What to change of the class; `new_code` makes another class code."""

    class_name: str | UnsetType = UNSET
    language: str | UnsetType = UNSET
    code_needed: bool | UnsetType = UNSET
    joining_open: bool | UnsetType = UNSET
    new_code: bool = False


class Confirmation(Input):
    """The class's name, typed to confirm that everything shall go."""

    confirm: str


class NewName(Input):
    """A new name."""

    name: str


class Removal(Input):
    """Whether all that a student wrote goes too (1) or stays (0)."""

    examples: Annotated[int, Meta(ge=0, le=1)] = 0


class StudentOut(Output):
    """A student, who joined at `joined` seconds since 1970 and is looking now if `here`.

    `examples` counts the shown and hidden examples that the student wrote.
    """

    id: str
    name: str
    joined: int
    here: bool
    examples: int


class StudentsOut(Output):
    """The students of the class in the order in which they joined."""

    students: list[StudentOut]


class SecretOut(Output):
    """Four pictures to come back with."""

    secret: tuple[str, ...]


@route("GET", "/class", action="class.read", reply=ClassOut)
def get_class() -> ClassOut:
    """Describe the class."""
    who = actor()
    require(who, "class.read")
    return class_out(klass.claimed(box().room), coded=who.role in {"teacher", "projector"})


@route("PATCH", "/class", action="class.update", body=ClassChange, reply=ClassOut)
def change_class(body: ClassChange) -> ClassOut:
    """Change the class's name or language, who may join, or make a new class code."""
    return class_out(klass.update(box().room, actor(), **given(body)), coded=True)


@route("POST", "/class/wipe", action="class.wipe", body=Confirmation, statuses=(204,))
def wipe_class(body: Confirmation) -> None:
    """Delete all students, projects, examples and models. There is no way back but a backup."""
    klass.wipe(box().room, actor(), confirm=body.confirm)


@route("GET", "/students", action="student.list", reply=StudentsOut)
def list_students() -> StudentsOut:
    """List the students of the class."""
    here = box().here()
    found = students.everyone(box().room, actor())
    wrote = written.counts(box().room, [item.id for item in found])
    return StudentsOut(
        students=[
            StudentOut(
                id=item.id,
                name=item.name,
                joined=item.joined,
                here=item.id in here,
                examples=wrote[item.id],
            )
            for item in found
        ]
    )


@route("PATCH", "/students/<student>", action="student.update", body=NewName, reply=Person)
def rename_student(student: str, body: NewName) -> Person:
    """Give a student another name."""
    renamed = students.rename(box().room, actor(), student, name=body.name)
    return Person(id=renamed.id, name=renamed.name)


@route("DELETE", "/students/<student>", action="student.remove", query=Removal, statuses=(204,))
def remove_student(student: str, query: Removal) -> None:
    """Remove a student; with `examples=1` all that they wrote goes too."""
    students.remove(box().room, actor(), student, examples=bool(query.examples))


@route("POST", "/students/<student>/secret", action="student.update", reply=SecretOut)
def reset_secret(student: str) -> SecretOut:
    """Give a student four new pictures; they are signed out everywhere."""
    return SecretOut(secret=students.reset_secret(box().room, actor(), student))


def class_out(record: Classroom, *, coded: bool) -> ClassOut:
    """Return the class as the API shows it, with its code if `coded`."""
    return ClassOut(
        class_name=record.class_name,
        language=record.language,
        code_needed=record.code_needed,
        joining_open=record.joining_open,
        class_code=record.class_code if coded else UNSET,
    )
