"""Taking a project from one box to another: export to a zip, and import of one."""

import uuid
from collections.abc import Container
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from typing import Final

import msgspec

from appliance.classroom import examples
from appliance.classroom import labels as rules
from appliance.classroom import names
from appliance.classroom import parcel
from appliance.classroom import projects
from appliance.classroom import students
from appliance.classroom.cascade import STATES
from appliance.classroom.permissions import require
from appliance.classroom.problems import Problem
from appliance.classroom.records import Actor
from appliance.classroom.records import Example
from appliance.classroom.records import Label
from appliance.classroom.records import Model
from appliance.classroom.records import Project
from appliance.classroom.records import Student
from appliance.classroom.records import TEACHER
from appliance.classroom.room import atomic
from appliance.classroom.room import now
from appliance.classroom.room import Room
from appliance.classroom.table_file import Row

_MAX_CONTRIBUTOR: Final = 40
"""Characters of a contributor's name in a file: a student's, and a number after it."""


def export(room: Room, actor: Actor, project: str) -> bytes:
    """Return a project as a zip: its examples with contributors, labels and models' scores."""
    found = projects.permitted(room, actor, "project.export", project)
    documents = [
        document
        for state in STATES
        for document in room.db.table("examples").group(project=found.id, state=state)
    ]
    documents.sort(key=lambda document: document.doc_id)
    written = [msgspec.convert(document, Example) for document in documents]
    people = _people(room, written)
    about = parcel.About(
        format=parcel.FORMAT,
        name=found.name,
        type=found.type,
        crowd_sourced=found.crowd_sourced,
        labels=found.labels,
        teacher=people[TEACHER],
    )
    rows = _rows(found, written, people)
    return parcel.pack(parcel.Parcel(about, rows), room.group(Model, project=found.id))


def import_project(room: Room, actor: Actor, data: bytes) -> Project:
    """Make the project of an exported zip anew and return it; all is checked before anything is.

    It belongs to the teacher and is in the phase *collect*. Its contributors become removed
    students, so that their names stay with their examples. An example whose id is on the box
    already gets a new one. Raises Problem `damaged_file`, `newer_file`, `too_large`,
    `too_many_labels`, `too_many_examples`, `too_many_students` or `too_many_projects`.
    """
    require(actor, "project.import")
    arrived = parcel.unpack(data, room.limits.max_examples)
    project = Project(
        id=projects.new_id(),
        name=_sound(arrived.about.name, names.MAX_PROJECT_NAME),
        type=arrived.about.type,
        crowd_sourced=arrived.about.crowd_sourced,
        owner=TEACHER,
        labels=_sound_labels(arrived.about.labels, room.limits.max_labels),
        created=now(),
    )
    newcomers = _newcomers(arrived, room.limits.max_students)
    contributors = {student.folded: student.id for student in newcomers}
    contributors[names.typed(arrived.about.teacher)] = TEACHER
    written = [_example(room, project, row, contributors) for row in arrived.rows]
    return _store(room, project, newcomers, written)


@atomic
def _store(
    room: Room, project: Project, newcomers: Sequence[Student], written: Sequence[Example]
) -> Project:
    projects.check_space(room, TEACHER)
    project = msgspec.structs.replace(project, name=_free_name(room, project.name))
    room.insert(project)
    room.insert_all(newcomers)
    room.insert_all(_with_free_ids(room, written))
    return project


def _people(room: Room, written: Iterable[Example]) -> dict[str, str]:
    """Return contributor → a name that nobody else in the file has."""
    people = {TEACHER: students.TEACHER_NAME}
    taken = {names.folded(students.TEACHER_NAME)}
    for contributor in dict.fromkeys(example.contributor for example in written):
        if contributor not in people:
            people[contributor] = _numbered(students.name_of(room, contributor), taken)
            taken.add(names.folded(people[contributor]))
    return people


def _rows(project: Project, written: Iterable[Example], people: Mapping[str, str]) -> list[Row]:
    words = {label.id: label.name for label in project.labels}
    return [
        Row(item.id, words[item.label], item.data, people[item.contributor], item.state)
        for item in written
        if item.label in words
    ]


def _numbered(name: str, taken: Container[str], max_length: int = _MAX_CONTRIBUTOR) -> str:
    """Return `name`, or `name (2)`, `name (3)`… where it is taken."""
    numbered, number = name, 1
    while names.folded(numbered) in taken:
        number += 1
        mark = f" ({number})"
        numbered = name[: max_length - len(mark)].rstrip() + mark
    return numbered


def _free_name(room: Room, name: str) -> str:
    taken = {names.folded(other.name) for other in room.group(Project, owner=TEACHER)}
    return _numbered(name, taken, names.MAX_PROJECT_NAME)


def _sound(name: str, max_length: int) -> str:
    """Return a name of the file; raises Problem `damaged_file` where no box would have made it."""
    try:
        return names.clean(name, max_length)
    except Problem as problem:
        raise _damaged() from problem


def _sound_labels(labels: Sequence[Label], max_labels: int) -> tuple[Label, ...]:
    if len(labels) > max_labels:
        raise Problem("too_many_labels", max=max_labels)
    sound = tuple(Label(label.id, _sound(label.name, names.MAX_LABEL_NAME)) for label in labels)
    ids = {names.folded(label.id) for label in sound}
    different = {names.folded(label.name) for label in sound}
    if len(ids) < len(sound) or len(different) < len(sound):
        raise _damaged()
    if any(label.id != rules.id_of(label.id) for label in sound):
        raise _damaged()
    return sound


def _newcomers(arrived: parcel.Parcel, max_students: int) -> list[Student]:
    """Return a removed student for each contributor but the teacher."""
    teacher = names.typed(arrived.about.teacher)
    found: dict[str, str] = {}
    for row in arrived.rows:
        name = _sound(row.contributor, _MAX_CONTRIBUTOR)
        found.setdefault(names.folded(name), name)
    if len(found) > max_students + 1:  # and the teacher
        raise Problem("too_many_students", max=max_students)
    return [
        Student(
            id=students.new_id(), name=name, folded=folded, secret="", joined=now(), removed=True
        )
        for folded, name in found.items()
        if folded != teacher
    ]


def _example(room: Room, project: Project, row: Row, contributors: Mapping[str, str]) -> Example:
    if len(row.data) > room.limits.max_text:
        raise Problem("too_large", field="file", max=room.limits.max_text)
    label = _label_id(project, row.label)
    if label is None:
        raise _damaged()
    try:
        return Example(
            id=examples.checked_id(row.id),
            project=project.id,
            label=label,
            data=names.clean_text(row.data, room.limits.max_text),
            contributor=contributors[names.typed(row.contributor)],
            state=examples.known_state(row.state),
        )
    except Problem as problem:
        raise _damaged() from problem


def _label_id(project: Project, name: str) -> str | None:
    # by name first: that is what the table holds, and a label may be called as another's id
    by_name = {label.name: label.id for label in project.labels}
    if name in by_name:
        return by_name[name]
    label = rules.find(project.labels, name)
    return None if label is None else label.id


def _with_free_ids(room: Room, written: Iterable[Example]) -> list[Example]:
    seen: set[str] = set()
    free: list[Example] = []
    for example in written:
        if example.id in seen or room.find(Example, id=example.id) is not None:
            example = msgspec.structs.replace(example, id=str(uuid.uuid4()))
        seen.add(example.id)
        free.append(example)
    return free


def _damaged() -> Problem:
    return Problem("damaged_file", field="file")
