"""Batches: many examples at once, each accepted or refused for itself, and taken back together."""

from collections.abc import Sequence
from typing import Final
from typing import Literal
from typing import NamedTuple

from appliance.classroom import contents
from appliance.classroom import examples
from appliance.classroom.contents import Data
from appliance.classroom.permissions import allowed
from appliance.classroom.permissions import require
from appliance.classroom.problems import Problem
from appliance.classroom.projects import permitted
from appliance.classroom.records import Actor
from appliance.classroom.records import Example
from appliance.classroom.records import Project
from appliance.classroom.room import atomic
from appliance.classroom.room import Room
from appliance.classroom.stored import checked_id

MAX_ROWS: Final = 200
"""Rows of one call; a batch may take many calls."""


class Row(NamedTuple):
    """One example to add; `problem` is why it is refused already, such as a file that is none."""

    id: str
    label: str
    data: Data = ""
    blob: bytes | None = None
    preview: str = ""
    problem: Problem | None = None


class RowOutcome(NamedTuple):
    """What became of a row: added, known from before, or refused for a reason."""

    id: str
    state: Literal["added", "known", "refused"]
    problem: Problem | None = None

    @property
    def code(self) -> str:
        """The code of the reason, "" where there is none."""
        return "" if self.problem is None else self.problem.code

    @property
    def message(self) -> str:
        """The reason in English, "" where there is none."""
        return "" if self.problem is None else str(self.problem)


class _Ready(NamedTuple):
    example: Example
    blob: bytes | None


def add(
    room: Room, actor: Actor, project: str, *, batch: str, rows: Sequence[Row]
) -> list[RowOutcome]:
    """Store up to MAX_ROWS examples in one operation and return what became of each.

    Raises Problem `bad_id` for the batch, `too_large` for too many rows, and what `require` raises
    for whoever may not open the project; then none was stored.
    """
    found = permitted(room, actor, "project.read", project)
    if len(rows) > MAX_ROWS:
        raise Problem("too_large", field="examples", max=MAX_ROWS)
    batch = checked_id(batch, "batch")
    ready = [_ready(room, actor, found, row, batch) for row in rows]
    return _store(room, actor, [row.id for row in rows], ready)


@atomic
def undo(room: Room, actor: Actor, project: str, batch: str) -> int:
    """Delete the examples of a batch that `actor` added, or all for teacher and owner.

    Returns how many went. Raises Problem `wrong_phase`, `closed`, and what `require` raises.
    """
    found = permitted(room, actor, "example.delete", project)
    documents = room.db.table("examples").group(project=found.id, batch=checked_id(batch, "batch"))
    if not allowed(actor, "example.change_any", found):
        documents = [item for item in documents if item["contributor"] == actor.contributor]
    room.discard(Example, documents)
    return len(documents)


def _ready(
    room: Room, actor: Actor, project: Project, row: Row, batch: str
) -> _Ready | Problem | None:
    """Return a row as it is to be stored, why it is not, or None for one that is known."""
    if examples.known(room, actor, project.id, row.id) is not None:
        return None
    try:
        require(actor, "example.add", project)
        if row.problem is not None:
            return row.problem
        content = contents.clean(project, row.data, room.limits.max_text, row.blob, row.preview)
        made = examples.make(actor, project, row.id, row.label, content, batch)
    except Problem as problem:
        return problem
    return _Ready(made, content.blob)


@atomic
def _store(
    room: Room, actor: Actor, ids: Sequence[str], ready: Sequence[_Ready | Problem | None]
) -> list[RowOutcome]:
    return [_outcome(room, actor, *pair) for pair in zip(ids, ready, strict=True)]


def _outcome(room: Room, actor: Actor, id: str, row: _Ready | Problem | None) -> RowOutcome:
    if row is None:
        return RowOutcome(id, "known")
    if isinstance(row, Problem):
        return RowOutcome(id, "refused", row)
    try:
        _, new = examples.store(room, actor, row.example, row.blob)
    except Problem as problem:
        return RowOutcome(id, "refused", problem)
    return RowOutcome(id, "added" if new else "known")
