"""Examples: who may add, see, change and delete them, and how many there are.

An example's id comes from the client that wrote it, so that sending it twice stores it once. Once
an example is deleted its id is free: the box keeps no list of what was deleted.
"""

import heapq
import re
from collections.abc import Mapping
from itertools import islice
from operator import attrgetter
from typing import Any
from typing import Final
from typing import NamedTuple

import msgspec
from tinydb.table import Document

from appliance.classroom import labels
from appliance.classroom import names
from appliance.classroom import students
from appliance.classroom.cascade import STATES
from appliance.classroom.permissions import allowed
from appliance.classroom.permissions import require
from appliance.classroom.permissions import require_own
from appliance.classroom.problems import Problem
from appliance.classroom.projects import permitted
from appliance.classroom.records import Actor
from appliance.classroom.records import Counts
from appliance.classroom.records import Example
from appliance.classroom.records import ExampleState
from appliance.classroom.records import Project
from appliance.classroom.records import TEACHER
from appliance.classroom.room import as_record
from appliance.classroom.room import atomic
from appliance.classroom.room import Room

MAX_PAGE: Final = 1_000
"""Examples in one page at most."""
_UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Stored(NamedTuple):
    """An example as it is in storage, with its place in the order of all and who wrote it."""

    example: Example
    seq: int
    name: str
    """The contributor's name."""


def add(
    room: Room, actor: Actor, project: str, *, id: str, label: str, data: str
) -> tuple[Stored, bool]:
    """Store an example and return it, and whether it is new.

    The same id of the same contributor in the same project is what was stored before, whatever
    phase and limits are by now. `label` is a label's id or name. Raises Problem `not_found`,
    `closed`, `wrong_phase`, `bad_id`, `id_taken`, `bad_text`, `unknown_label` or
    `too_many_examples`.
    """
    known = _known(room, actor, project, id.lower())
    if known is not None:
        return known, False
    permitted(room, actor, "example.add", project)
    example = Example(
        id=checked_id(id),
        project=project,
        label=label,
        data=names.clean_text(data, room.limits.max_text),
        contributor=actor.contributor,
    )
    return _store(room, actor, example)


@atomic
def _store(room: Room, actor: Actor, example: Example) -> tuple[Stored, bool]:
    known = _known(room, actor, example.project, example.id)
    if known is not None:
        return known, False
    project = permitted(room, actor, "example.add", example.project)
    if room.find(Example, id=example.id) is not None:
        raise Problem("id_taken", field="id")
    example = msgspec.structs.replace(example, label=_label_id(project, example.label))
    if sum(_size(room, project.id, state) for state in STATES) >= room.limits.max_examples:
        raise Problem("too_many_examples", max=room.limits.max_examples)
    return Stored(example, room.insert(example), students.name_of(room, example.contributor)), True


def page(
    room: Room,
    actor: Actor,
    project: str,
    *,
    after: int = 0,
    limit: int = 100,
    label: str | None = None,
) -> tuple[list[Stored], int | None]:
    """Return up to `limit` examples that come after place `after`, and where the next page starts.

    A student of a class project gets their own, the projector the shown ones, teacher and owner
    all. Raises Problem `unknown_label`, and what `require` raises.
    """
    found = permitted(room, actor, "example.list", project)
    fields: dict[str, str] = {} if label is None else {"label": _label_id(found, label)}
    limit = max(1, min(limit, MAX_PAGE))
    documents = _documents(room, actor, found, fields, max(0, after), limit + 1)
    found_ones = [stored(room, document.doc_id, document) for document in documents[:limit]]
    return found_ones, found_ones[-1].seq if len(documents) > limit else None


@atomic
def change(
    room: Room,
    actor: Actor,
    project: str,
    id: str,
    *,
    data: str | None = None,
    label: str | None = None,
    state: ExampleState | None = None,
) -> Stored:
    """Change what is not None and return the example; only the teacher may change the state.

    Raises Problem `not_found`, `wrong_phase`, `closed`, `forbidden`, `bad_text`, `unknown_label`.
    """
    found, example = _one(room, actor, project, id)
    if state is not None:
        require(actor, "example.hide", found)
    if state is None or data is not None or label is not None:
        require_own(actor, "example.update", found, example)
    limit = room.limits.max_text
    changed = msgspec.structs.replace(
        example,
        data=example.data if data is None else names.clean_text(data, limit),
        label=example.label if label is None else _label_id(found, label),
        state=example.state if state is None else known_state(state),
    )
    return Stored(changed, room.save(changed), students.name_of(room, changed.contributor))


@atomic
def delete(room: Room, actor: Actor, project: str, id: str) -> None:
    """Delete an example; raises Problem `not_found`, `wrong_phase` or `closed`."""
    found, example = _one(room, actor, project, id)
    require_own(actor, "example.delete", found, example)
    room.remove(Example, id=example.id)


def counts(room: Room, actor: Actor, project: str) -> Counts:
    """Return how many shown examples each label has, in a time that does not grow with them."""
    found = permitted(room, actor, "counts.read", project)
    seq = room.db.revision  # before counting: what comes in meanwhile has a later snapshot
    by_label = {
        label.id: room.size(Example, project=found.id, label=label.id, state="shown")
        for label in found.labels
    }
    return Counts(
        seq=seq,
        total=sum(by_label.values()),
        contributors=_contributors(room, found),
        labels=by_label,
    )


def stored(room: Room, seq: int, document: Mapping[str, Any]) -> Stored:
    """Return a document of the examples' table, such as one of a Change, as an example."""
    example = as_record(Example, document)
    return Stored(example, seq, students.name_of(room, example.contributor))


def checked_id(id: str) -> str:
    """Return an example's id in lower case; raises Problem `bad_id` where it is no UUID."""
    id = id.lower()
    if not _UUID.fullmatch(id):
        raise Problem("bad_id", field="id")
    return id


def known_state(state: str) -> ExampleState:
    """Return the state; raises Problem `bad_request` where it is none."""
    for known in STATES:
        if state == known:
            return known
    raise Problem("bad_request", field="state")


def _known(room: Room, actor: Actor, project: str, id: str) -> Stored | None:
    document = room.db.table("examples").find(id=id)
    if document is None:
        return None
    known = stored(room, document.doc_id, document)
    mine = known.example.contributor == actor.contributor and actor.contributor
    return known if mine and known.example.project == project else None


def _one(room: Room, actor: Actor, project: str, id: str) -> tuple[Project, Example]:
    found = permitted(room, actor, "project.read", project)
    example = room.find(Example, id=id.lower())
    if example is None or example.project != project:
        raise Problem("not_found")
    return found, example


def _label_id(project: Project, label: str) -> str:
    found = labels.find(project.labels, label)
    if found is None:
        raise Problem("unknown_label", field="label")
    return found.id


def _size(room: Room, project: str, state: ExampleState) -> int:
    return room.size(Example, project=project, state=state)


def _contributors(room: Room, project: Project) -> int:
    everyone = [TEACHER, *(student["id"] for student in room.db.table("students").all())]
    size = room.db.table("examples").size
    return sum(
        size(project=project.id, contributor=contributor, state="shown") > 0
        for contributor in everyone
    )


def _documents(
    room: Room, actor: Actor, project: Project, fields: Mapping[str, str], after: int, limit: int
) -> list[Document]:
    """Return what `actor` may see, in order; shown and hidden ones have an index each."""
    states: tuple[ExampleState, ...] = ("shown",) if actor.role == "projector" else STATES
    if _sees_all(actor, project):
        groups = [
            _group(room, {"project": project.id, **fields, "state": state}, after, limit)
            for state in states
        ]
    else:
        own = {"project": project.id, "contributor": actor.contributor}
        groups = [_group(room, {**own, "state": state}, after, None) for state in states]
    merged = heapq.merge(*groups, key=attrgetter("doc_id"))
    return list(islice((item for item in merged if fields.items() <= item.items()), limit))


def _group(room: Room, fields: Mapping[str, str], after: int, limit: int | None) -> list[Document]:
    return room.db.table("examples").group(after=after, limit=limit, **fields)


def _sees_all(actor: Actor, project: Project) -> bool:
    return actor.role == "projector" or allowed(actor, "example.read_any", project)
