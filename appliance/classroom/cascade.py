"""What goes when something goes: nobody's examples, programs, keys or sessions stay behind.

These act on the tables alone and ask no permission; they are parts of larger atomic operations.
"""

from collections.abc import Iterable
from typing import Any
from typing import Final

import msgspec

from appliance.classroom.records import Example
from appliance.classroom.records import ExampleState
from appliance.classroom.records import Key
from appliance.classroom.records import Model
from appliance.classroom.records import Program
from appliance.classroom.records import Project
from appliance.classroom.records import Session
from appliance.classroom.records import Show
from appliance.classroom.records import Student
from appliance.classroom.records import Study
from appliance.classroom.room import Room

STATES: Final[tuple[ExampleState, ...]] = ("shown", "hidden")


def forget_project(room: Room, project: Project) -> None:
    """Delete a project with all that belongs to it, and take it off the projector."""
    for state in STATES:
        room.remove(Example, project=project.id, state=state)
    room.remove(Model, project=project.id)
    room.remove(Study, project=project.id)
    room.remove(Key, project=project.id)
    room.remove(Program, project=project.id)
    forget_editors(room, project.id)
    room.remove(Project, id=project.id)
    if any(show.project == project.id for show in room.everything(Show)):
        room.put(Show())
    forget_leavers(room)


def forget_editors(room: Room, project: str) -> None:
    """End the Scratch editors of a project."""
    for session in room.everything(Session):
        if session.project == project:
            room.remove(Session, token=session.token)


def forget_label(room: Room, project: Project, label: str) -> None:
    """Delete the examples of one label."""
    for state in STATES:
        room.remove(Example, project=project.id, label=label, state=state)
    forget_leavers(room)


def forget_work(room: Room, student: str) -> None:
    """Delete all that a student made: private projects, examples and programs everywhere."""
    for project in room.group(Project, owner=student):
        forget_project(room, project)
    for project in room.everything(Project):
        for state in STATES:
            room.remove(Example, project=project.id, contributor=student, state=state)
    forget_programs(room, contributor=student)


def forget_programs(room: Room, **fields: Any) -> None:
    """Delete the programs with these values of an index, and take them off the projector."""
    gone = {program.id for program in room.group(Program, **fields)}
    room.remove(Program, **fields)
    for show in room.everything(Show):
        if show.program in gone:
            screen = "join" if show.screen == "program" else show.screen
            room.put(msgspec.structs.replace(show, program="", screen=screen))


def forget_leavers(room: Room) -> None:
    """Delete the records of removed students of whom nothing is left on the box."""
    leavers = room.group(Student, removed=True)
    projects = room.everything(Project) if leavers else []
    owners = {project.owner for project in projects}
    for student in leavers:
        if student.id not in owners and not _has_work(room, student.id, projects):
            room.remove(Student, id=student.id)


def _has_work(room: Room, student: str, projects: Iterable[Project]) -> bool:
    return bool(room.size(Program, contributor=student)) or any(
        room.size(Example, project=project.id, contributor=student, state=state)
        for project in projects
        for state in STATES
    )


def forget_everything(room: Room, keep_sessions_of: Iterable[str] = ("teacher",)) -> None:
    """Delete all that the class made, and sign everyone out but the roles to keep."""
    for kind in (Student, Project, Example, Model, Study, Key, Program, Show):
        room.remove(kind)
    kept = set(keep_sessions_of)
    for session in room.everything(Session):
        if session.role not in kept or session.tool:
            room.remove(Session, token=session.token)
