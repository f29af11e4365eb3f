"""Examples: add, list, change, delete, count."""

from typing import Annotated
from typing import Literal

from flask import Response
from msgspec import Meta
from msgspec import UNSET
from msgspec import UnsetType

from appliance.classroom import examples
from appliance.classroom.latest import latest
from appliance.classroom.problems import Problem
from appliance.classroom.records import Counts
from appliance.classroom.records import ExampleState
from webui.api import shapes
from webui.api.decoding import given
from webui.api.decoding import Input
from webui.api.routes import as_json
from webui.api.routes import route
from webui.api.shapes import ExampleOut
from webui.api.shapes import ExamplesOut
from webui.api.veil import veiled
from webui.auth import actor
from webui.box import box


class NewExample(Input):
    """An example to store; `id` is a UUID that the sender makes, `label` a label's id or name."""

    id: str
    label: str
    data: str


class ExampleChange(Input):
    """What to change of an example; only the teacher hides and shows."""

    data: str | UnsetType = UNSET
    label: str | UnsetType = UNSET
    state: ExampleState | UnsetType = UNSET


class Page(Input):
    """Which examples: up to `limit` that come after place `after`, of one label if given.

    With `order=newest`, newest first: those before place `before`, also of one `contributor`.
    """

    limit: Annotated[int, Meta(ge=1, le=1000)] = 100
    after: Annotated[int, Meta(ge=0, le=2**53)] = 0
    label: str | UnsetType = UNSET
    order: Literal["oldest", "newest"] = "oldest"
    before: Annotated[int, Meta(ge=0, le=2**53)] | UnsetType = UNSET
    contributor: str | UnsetType = UNSET


@route("GET", "/projects/<project>/examples", action="example.list", query=Page, reply=ExamplesOut)
def list_examples(project: str, query: Page) -> ExamplesOut:
    """List a page of examples; a student of a class project sees their own, oldest first.

    Newest first is for the teacher and the owner; `next` is then the next page's `before`.
    """
    wanted = given(query)
    newest_first = wanted.pop("order") == "newest"
    unfit = {"after"} if newest_first else {"before", "contributor"}
    for name in unfit & wanted.keys():
        if wanted.pop(name):
            raise Problem("bad_request", field=name, detail="not in this order")
    read = latest if newest_first else examples.page
    here, who = box(), actor()
    found, following = read(here.room, who, project, **wanted)
    shown = [veiled(here, who, project, shapes.example(item)) for item in found]
    return ExamplesOut(examples=shown, next=following)


@route(
    "POST",
    "/projects/<project>/examples",
    action="example.add",
    body=NewExample,
    reply=ExampleOut,
    statuses=(201, 200),
)
def add_example(project: str, body: NewExample) -> Response:
    """Store an example: 201, or 200 where this id is stored already. It is on disk then."""
    stored, created = examples.add(
        box().room, actor(), project, id=body.id, label=body.label, data=body.data
    )
    return as_json(shapes.example(stored), 201 if created else 200)


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
