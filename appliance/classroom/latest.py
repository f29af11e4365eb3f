"""The examples of a project from the newest on, for whoever looks them over."""

import heapq
from collections.abc import Iterator
from itertools import islice
from typing import Final

from tinydb.table import Document

from appliance.classroom.cascade import STATES
from appliance.classroom.pages import MAX_PAGE
from appliance.classroom.projects import permitted
from appliance.classroom.records import Actor
from appliance.classroom.records import Project
from appliance.classroom.room import Room
from appliance.classroom.stored import label_id
from appliance.classroom.stored import Stored
from appliance.classroom.stored import stored

_CHUNK: Final = 128


def latest(
    room: Room,
    actor: Actor,
    project: str,
    *,
    before: int | None = None,
    limit: int = 100,
    label: str | None = None,
    contributor: str | None = None,
) -> tuple[list[Stored], int | None]:
    """Return up to `limit` examples older than place `before`, newest first.

    Also the `before` of the next page, if any. All of them, hidden ones too, or those of one
    label, one contributor, or both. Raises Problem `unknown_label`, and what `require` raises
    for `example.read_any`.
    """
    found = permitted(room, actor, "example.read_any", project)
    wanted = _wanted(found, label, contributor)
    runs = [
        _newest(room, {"project": found.id, "state": state, **wanted}, before) for state in STATES
    ]
    limit = max(1, min(limit, MAX_PAGE))
    documents = list(islice(heapq.merge(*runs, key=_age), limit + 1))
    page = [stored(room, document.doc_id, document) for document in documents[:limit]]
    return page, page[-1].seq if len(documents) > limit else None


def _wanted(project: Project, label: str | None, contributor: str | None) -> dict[str, str]:
    wanted = {}
    if label is not None:
        wanted["label"] = label_id(project, label)
    if contributor is not None:
        wanted["contributor"] = contributor
    return wanted


def _newest(room: Room, fields: dict[str, str], before: int | None) -> Iterator[Document]:
    """Yield the documents with these values from the newest on, a chunk at a time."""
    table = room.db.table("examples")
    # One contributor's examples are few enough to be looked through for a label.
    label = fields.pop("label") if {"label", "contributor"} <= fields.keys() else None
    while chunk := table.latest(before=before, limit=_CHUNK, **fields):
        yield from (item for item in chunk if label is None or item["label"] == label)
        before = chunk[-1].doc_id


def _age(document: Document) -> int:
    return -document.doc_id
