"""Examples: add, list, change, delete, count, and the files of pictures and sounds."""

from collections.abc import Sequence
from typing import Annotated
from typing import Any
from typing import Final
from typing import Literal

from flask import request
from flask import Response
from msgspec import Meta
from msgspec import UNSET
from msgspec import UnsetType

from appliance.classroom import contents
from appliance.classroom import examples
from appliance.classroom import projects
from appliance.classroom.examples import Stored
from appliance.classroom.latest import latest
from appliance.classroom.problems import Problem
from appliance.classroom.records import Actor
from appliance.classroom.records import Counts
from appliance.classroom.records import ExampleState
from appliance.classroom.room import Room
from webui.api import intake
from webui.api import shapes
from webui.api.asked import Asked
from webui.api.decoding import given
from webui.api.decoding import Input
from webui.api.routes import as_json
from webui.api.routes import route
from webui.api.shapes import ExampleOut
from webui.api.shapes import ExamplesOut
from webui.api.veil import hides
from webui.api.veil import veiled
from webui.auth import actor
from webui.box import box

MOST_CHOSEN: Final = 100
FOR_EVER: Final = "private, max-age=31536000, immutable"


class NewExample(Input):
    """An example to store; `id` is a UUID that the sender makes, `label` a label's id or name.

    `data` is a text, a row of numbers, choices and nulls, or a picture or sound in base64.
    """

    id: str
    label: str
    data: Asked


class ExampleChange(Input):
    """What to change of an example; only the teacher hides and shows."""

    data: Asked | UnsetType = UNSET
    label: str | UnsetType = UNSET
    state: ExampleState | UnsetType = UNSET


class Page(Input):
    """Which examples: up to `limit` that come after place `after`, of one label if given.

    With `order=newest`, newest first: those before place `before`, also of one `contributor`.
    With `ids`, up to a hundred examples of these ids with commas between, and nothing else.
    """

    limit: Annotated[int, Meta(ge=1, le=1000)] = 100
    after: Annotated[int, Meta(ge=0, le=2**53)] = 0
    label: str | UnsetType = UNSET
    order: Literal["oldest", "newest"] = "oldest"
    before: Annotated[int, Meta(ge=0, le=2**53)] | UnsetType = UNSET
    contributor: str | UnsetType = UNSET
    ids: Annotated[str, Meta(max_length=4000)] | UnsetType = UNSET


@route("GET", "/projects/<project>/examples", action="example.list", query=Page, reply=ExamplesOut)
def list_examples(project: str, query: Page) -> ExamplesOut:
    """List a page of examples; a student of a class project sees their own, oldest first.

    Newest first is for the teacher and the owner; `next` is then the next page's `before`.
    """
    wanted = given(query)
    here, who = box(), actor()
    found, following = _read(here.room, who, project, wanted)
    shown = [veiled(here, who, project, shapes.example(item)) for item in found]
    return ExamplesOut(examples=shown, next=following)


def _read(
    room: Room, who: Actor, project: str, wanted: dict[str, Any]
) -> tuple[Sequence[Stored], int | None]:
    ids = wanted.pop("ids", None)
    if ids is not None:
        return examples.chosen(room, who, project, ids.split(",")[:MOST_CHOSEN]), None
    newest_first = wanted.pop("order") == "newest"
    unfit = {"after"} if newest_first else {"before", "contributor"}
    for name in unfit & wanted.keys():
        if wanted.pop(name):
            raise Problem("bad_request", field=name, detail="not in this order")
    return (latest if newest_first else examples.page)(room, who, project, **wanted)


@route(
    "POST",
    "/projects/<project>/examples",
    action="example.add",
    body=NewExample,
    reply=ExampleOut,
    statuses=(201, 200),
    media=True,
)
def add_example(project: str, body: NewExample) -> Response:
    """Store an example: 201, or 200 where this id is stored already. It is on disk then."""
    stored, created = added(actor(), project, body)
    return as_json(shapes.example(stored), 201 if created else 200)


def added(who: Actor, project: str, new: NewExample) -> tuple[Stored, bool]:
    """Store an example of any type and return it, and whether it is new."""
    room = box().room
    known = examples.known(room, who, project, new.id)
    if known is not None:  # before a file is decoded: it was sent twice
        return known, False
    found = projects.permitted(room, who, "example.add", project)
    examples.require_space(room, found)
    file = intake.file(found, new.data)
    return examples.add(
        room,
        who,
        project,
        id=new.id,
        label=new.label,
        data=intake.data_of(new.data, file),
        blob=file and file.data,
        preview=file.preview if file else "",
    )


@route(
    "GET",
    "/projects/<project>/examples/<example>/file",
    action="example.list",
    produces=", ".join(sorted(contents.MIMES.values())),
)
def get_file(project: str, example: str) -> Response:
    """Give a picture or sound to whoever may see the example; it never changes."""
    here, who = box(), actor()
    projects.permitted(here.room, who, "example.list", project)
    if hides(here, who, project):
        raise Problem("not_found")
    found, data = examples.file(here.room, who, project, example)
    kind = projects.get(here.room, who, project).type
    response = Response(data, mimetype=contents.MIMES[kind])
    response.headers["Cache-Control"] = FOR_EVER
    response.set_etag(found.data)
    # Some browsers play only what can be had in parts.
    response.make_conditional(request, accept_ranges=True, complete_length=len(data))
    return response


@route(
    "PATCH",
    "/projects/<project>/examples/<example>",
    action="example.update",
    body=ExampleChange,
    reply=ExampleOut,
)
def change_example(project: str, example: str, body: ExampleChange) -> ExampleOut:
    """Change an example's text or label; the teacher may also hide it and show it again."""
    return shapes.example(examples.change(box().room, actor(), project, example, **given(body)))


@route("DELETE", "/projects/<project>/examples/<example>", action="example.delete", statuses=(204,))
def delete_example(project: str, example: str) -> None:
    """Delete an example."""
    examples.delete(box().room, actor(), project, example)


@route("GET", "/projects/<project>/counts", action="counts.read", reply=Counts)
def get_counts(project: str) -> Counts:
    """Count the shown examples: in all, by label, and the people who wrote them."""
    return examples.counts(box().room, actor(), project)
