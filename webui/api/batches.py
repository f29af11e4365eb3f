"""Batches: many examples with one request, each accepted or refused, and taken back together."""

from typing import Annotated
from typing import Literal

from msgspec import Meta

from appliance.classroom import batches
from appliance.classroom import examples
from appliance.classroom import projects
from appliance.classroom.batches import Row
from appliance.classroom.batches import RowOutcome
from appliance.classroom.problems import Problem
from appliance.classroom.records import Project
from webui import problems
from webui.api import intake
from webui.api.decoding import Input
from webui.api.examples import NewExample
from webui.api.routes import route
from webui.api.shapes import Output
from webui.auth import actor
from webui.box import box


class NewBatch(Input):
    """Up to 200 examples of a batch; `batch` is a UUID that the sender makes, for all its calls."""

    batch: str
    examples: Annotated[list[NewExample], Meta(max_length=batches.MAX_ROWS)]


class RowOut(Output):
    """What became of one example; a refused one has a code and words, as a refused request has."""

    id: str
    state: Literal["added", "known", "refused"]
    code: str
    message: str


class RowsOut(Output):
    """What became of each, in the order in which they came."""

    rows: list[RowOut]


class RemovedOut(Output):
    """How many examples were removed."""

    removed: int


@route(
    "POST",
    "/projects/<project>/batches",
    action="example.add",
    body=NewBatch,
    reply=RowsOut,
    media=True,
)
def add_batch(project: str, body: NewBatch) -> RowsOut:
    """Store many examples at once; those that are refused do not harm the others."""
    room, who = box().room, actor()
    found = projects.permitted(room, who, "project.read", project)
    rows = [_row(found, item) for item in body.examples]
    outcomes = batches.add(room, who, project, batch=body.batch, rows=rows)
    return RowsOut(rows=[_out(item) for item in outcomes])


@route(
    "DELETE",
    "/projects/<project>/batches/<batch>",
    action="example.delete",
    reply=RemovedOut,
)
def remove_batch(project: str, batch: str) -> RemovedOut:
    """Take a batch back: what one added oneself, or all of it for teacher and owner."""
    return RemovedOut(removed=batches.undo(box().room, actor(), project, batch))


def _row(project: Project, new: NewExample) -> Row:
    """Return an example with its file decoded, or with the reason why it cannot be stored."""
    room, who = box().room, actor()
    if examples.known(room, who, project.id, new.id) is not None:
        return Row(new.id, new.label)
    try:
        projects.permitted(room, who, "example.add", project.id)
        examples.require_space(room, project)
        file = intake.file(project, new.data)
    except Problem as problem:
        if problem.code == "trainer_away":  # nothing is wrong with the rows: all can be sent again
            raise
        return Row(new.id, new.label, problem=problem)
    if file is None:
        return Row(new.id, new.label, new.data)
    return Row(new.id, new.label, file.key, file.data, file.preview)


def _out(row: RowOutcome) -> RowOut:
    message = "" if row.problem is None else problems.refusal(row.problem).message
    return RowOut(id=row.id, state=row.state, code=row.code, message=message)
