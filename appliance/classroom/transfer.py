"""Taking a project from one box to another: export to a zip, and import of one."""

import hashlib
import uuid
from collections.abc import Callable
from collections.abc import Container
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from typing import Final
from typing import IO
from typing import NamedTuple

import msgspec

from appliance.classroom import contents
from appliance.classroom import examples
from appliance.classroom import labels as rules
from appliance.classroom import names
from appliance.classroom import parcel
from appliance.classroom import projects
from appliance.classroom import students
from appliance.classroom.cascade import STATES
from appliance.classroom.contents import Content
from appliance.classroom.parcel import Opened
from appliance.classroom.permissions import require
from appliance.classroom.problems import Problem
from appliance.classroom.records import Actor
from appliance.classroom.records import Example
from appliance.classroom.records import Field
from appliance.classroom.records import Label
from appliance.classroom.records import MEDIA
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


class _Arrival(NamedTuple):
    example: Example
    file: str
    """The name of its picture or sound in the zip; it is read again when it is stored."""
    size: int


def export(room: Room, actor: Actor, project: str, target: IO[bytes]) -> None:
    """Write a project as a zip: its examples with contributors, labels and models' scores.

    A picture or sound whose file is damaged is left out.
    """
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
        format=parcel.format_of(found.type),
        name=found.name,
        type=found.type,
        crowd_sourced=found.crowd_sourced,
        labels=found.labels,
        teacher=people[TEACHER],
        fields=found.fields,
        language=found.language,
    )
    packed = parcel.Parcel(about, _rows(found, written, people))
    file = _files(room, written) if found.type in MEDIA else None
    parcel.pack(target, packed, room.group(Model, project=found.id), file)


def import_project(room: Room, actor: Actor, source: IO[bytes]) -> Project:
    """Make the project of an exported zip anew and return it; all is checked before anything is.

    It belongs to the teacher and is in the phase *collect*. Its contributors become removed
    students, so that their names stay with their examples. An example whose id is on the box
    already gets a new one. Raises Problem `damaged_file`, `newer_file`, `too_large`,
    `too_many_labels`, `too_many_examples`, `too_many_students` or `too_many_projects`.
    """
    require(actor, "project.import")
    with parcel.opened(source, room.limits.most_examples) as arrived:
        return _store(room, *_checked(room, arrived), arrived)


def _checked(room: Room, arrived: Opened) -> tuple[Project, list[Student], list[_Arrival]]:
    about = arrived.about
    project = Project(
        id=projects.new_id(),
        name=_sound(about.name, names.MAX_PROJECT_NAME),
        type=about.type,
        crowd_sourced=about.crowd_sourced,
        owner=TEACHER,
        labels=_sound_labels(about, room.limits.max_labels),
        created=now(),
        fields=_sound_fields(about),
        language=about.language if projects.is_language(about.language) else "",
    )
    newcomers = _newcomers(arrived, room.limits.max_students)
    contributors = {student.folded: student.id for student in newcomers}
    contributors[names.typed(about.teacher)] = TEACHER
    arrivals = [_arrival(room, project, row, contributors, arrived) for row in arrived.rows]
    return project, newcomers, arrivals


@atomic
def _store(
    room: Room,
    project: Project,
    newcomers: Sequence[Student],
    arrivals: Sequence[_Arrival],
    arrived: Opened,
) -> Project:
    projects.check_space(room, TEACHER)
    project = msgspec.structs.replace(project, name=_free_name(room, project.name))
    room.insert(project)
    room.insert_all(newcomers)
    written = _with_free_ids(room, [arrival.example for arrival in arrivals])
    room.insert_all(written)
    if project.type in MEDIA:
        files = zip(written, arrivals, strict=True)
        blobs = ((example.id, arrived.file(arrival.file)) for example, arrival in files)
        room.db.put_blobs(blobs, sum(arrival.size for arrival in arrivals))
    return project


def _files(room: Room, written: Iterable[Example]) -> Callable[[Row], bytes | None]:
    hashes = {example.id: example.data for example in written}

    def file(row: Row) -> bytes | None:
        blob = room.db.blob(row.id)
        whole = blob is not None and hashlib.sha256(blob).hexdigest() == hashes[row.id]
        return blob if whole else None

    return file


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
        Row(
            item.id,
            words[item.label],
            _data(project, item),
            people[item.contributor],
            item.state,
            preview=item.preview,
        )
        for item in written
        if item.label in words
    ]


def _data(project: Project, example: Example) -> str:
    if project.type not in MEDIA:
        return example.data
    return parcel.file_name(project.type, example.label, example.id)


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


def _sound_fields(about: parcel.About) -> tuple[Field, ...]:
    try:
        return projects.known_fields(about.type, about.fields)
    except Problem as problem:
        raise _damaged() from problem


def _sound_labels(about: parcel.About, max_labels: int) -> tuple[Label, ...]:
    labels = about.labels
    if len(labels) > max_labels:
        raise Problem("too_many_labels", max=max_labels)
    sound = tuple(Label(label.id, _sound(label.name, names.MAX_LABEL_NAME)) for label in labels)
    ids = {names.folded(label.id) for label in sound}
    different = {names.folded(label.name) for label in sound}
    if len(ids) < len(sound) or len(different) < len(sound):
        raise _damaged()
    fixed = rules.fixed(about.type)
    if sound[: len(fixed)] != fixed:
        raise _damaged()
    if any(label.id != rules.id_of(label.id) for label in sound):
        raise _damaged()
    return sound


def _newcomers(arrived: Opened, max_students: int) -> list[Student]:
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


def _arrival(
    room: Room, project: Project, row: Row, contributors: Mapping[str, str], arrived: Opened
) -> _Arrival:
    if project.type == "text" and len(row.data) > room.limits.max_text:
        raise Problem("too_large", field="file", max=room.limits.max_text)
    label = _label_id(project, row.label)
    if label is None:
        raise _damaged()
    try:
        content = _content(room, project, row, arrived)
        example = Example(
            id=examples.checked_id(row.id),
            project=project.id,
            label=label,
            data=content.data,
            contributor=contributors[names.typed(row.contributor)],
            state=examples.known_state(row.state),
            preview=content.preview,
        )
    except Problem as problem:
        raise _damaged() from problem
    return _Arrival(example, row.data, len(content.blob or b""))


def _content(room: Room, project: Project, row: Row, arrived: Opened) -> Content:
    if project.type not in MEDIA:
        return contents.clean(project, row.data, room.limits.max_text)
    blob = arrived.file(row.data)
    sha256 = row.sha256 or hashlib.sha256(blob).hexdigest()
    return contents.clean(project, sha256, room.limits.max_text, blob, row.preview)


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
