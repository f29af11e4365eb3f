"""What happened on the box, as marks that say what to tell the people who are connected."""

from collections.abc import Iterator
from collections.abc import Mapping
from typing import Any
from typing import Final

from appliance.storage import Change

Mark = tuple[str, ...]
"""The name of what to send, then what it is about."""

FOR_STAFF: Final = frozenset({"people", "show", "class", "welcome"})
"""Marks that concern the teacher and projectors whatever they watch."""


def of(change: Change) -> Iterator[Mark]:
    """Yield the marks of one changed document."""
    if change.table == "examples":
        yield from _example(change)
    elif change.table == "projects":
        yield from _project(change)
    elif change.table == "programs":
        document = _document(change)
        yield ("programs", document["project"], document["contributor"])
    elif change.table == "students":
        yield ("people",)
    elif change.table in {"show", "class"}:
        yield (change.table,)
    elif change.table == "sessions" and change.new is None and change.old is not None:
        yield ("gone", change.old["token"])


def _example(change: Change) -> Iterator[Mark]:
    document = _document(change)
    yield ("counts", document["project"])
    yield ("example", document["project"], str(change.doc_id), document["id"])


def _project(change: Change) -> Iterator[Mark]:
    old, new = change.old or {}, change.new or {}
    project = _document(change)["id"]
    yield ("project", project)
    if old.get("phase") != new.get("phase"):
        yield ("phase", project)
    if old.get("labels") != new.get("labels"):
        yield ("counts", project)
    if old.get("model") != new.get("model"):
        yield ("model", project)
        yield ("show",)


def _document(change: Change) -> Mapping[str, Any]:
    document: Mapping[str, Any] = change.new or change.old or {}
    return document
