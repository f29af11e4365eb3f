"""Pages of examples, oldest first: each sees what they may."""

import heapq
from collections.abc import Mapping
from collections.abc import Sequence
from itertools import islice
from operator import attrgetter
from typing import Final

from tinydb.table import Document

from appliance.classroom.cascade import STATES
from appliance.classroom.projects import permitted
from appliance.classroom.records import Actor
from appliance.classroom.records import ExampleState
from appliance.classroom.records import Project
from appliance.classroom.room import Room
from appliance.classroom.stored import label_id
from appliance.classroom.stored import sees_all
from appliance.classroom.stored import Stored
from appliance.classroom.stored import stored

MAX_PAGE: Final = 1_000
"""Examples in one page at most."""


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
    fields: dict[str, str] = {} if label is None else {"label": label_id(found, label)}
    limit = max(1, min(limit, MAX_PAGE))
    documents = _documents(room, actor, found, fields, max(0, after), limit + 1)
    found_ones = [stored(room, document.doc_id, document) for document in documents[:limit]]
    return found_ones, found_ones[-1].seq if len(documents) > limit else None


def chosen(room: Room, actor: Actor, project: str, ids: Sequence[str]) -> list[Stored]:
    """Return the examples of these ids that are in the project; the others are left out.

    Raises what `require` raises for `example.read_any`.
    """
    found = permitted(room, actor, "example.read_any", project)
    documents = (room.db.table("examples").find(id=id.lower()) for id in dict.fromkeys(ids))
    return [
        stored(room, item.doc_id, item)
        for item in documents
        if item is not None and item["project"] == found.id
    ]


def _documents(
    room: Room, actor: Actor, project: Project, fields: Mapping[str, str], after: int, limit: int
) -> list[Document]:
    """Return what `actor` may see, in order; shown and hidden ones have an index each."""
    states: tuple[ExampleState, ...] = ("shown",) if actor.role == "projector" else STATES
    if sees_all(actor, project):
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
