"""Projects and their labels."""

from typing import Annotated

from msgspec import Meta
from msgspec import UNSET
from msgspec import UnsetType

from appliance.classroom import projects
from appliance.classroom.records import Field
from appliance.classroom.records import FieldKind
from appliance.classroom.records import Phase
from appliance.classroom.records import ProjectType
from webui.api import shapes
from webui.api.decoding import given
from webui.api.decoding import Input
from webui.api.routes import route
from webui.api.shapes import LabelOut
from webui.api.shapes import ProjectOut
from webui.api.shapes import ProjectsOut
from webui.auth import actor
from webui.box import box


class NewField(Input):
    """A field of a numbers project: a number, or one of two to nine choices."""

    name: str
    kind: FieldKind
    choices: tuple[str, ...] = ()


class NewProject(Input):
    """A project to make: for the class if `crowd_sourced`, else one's own.

    A numbers project has one to ten `fields`; `language` is that of the texts, if it is one.
    """

    name: str
    type: ProjectType
    crowd_sourced: bool = False
    labels: tuple[str, ...] = ()
    fields: tuple[NewField, ...] = ()
    language: str = ""


class ProjectChange(Input):
    """What to change of a project; its fields only while it has no examples.

    `auto_train` is after how many new examples it trains by itself; 0 is never.
    """

    name: str | UnsetType = UNSET
    phase: Phase | UnsetType = UNSET
    closed: bool | UnsetType = UNSET
    fields: tuple[NewField, ...] | UnsetType = UNSET
    language: str | UnsetType = UNSET
    auto_train: Annotated[int, Meta(ge=0, le=projects.MAX_AUTO_TRAIN)] | UnsetType = UNSET


class LabelName(Input):
    """The name of a label."""

    name: str


@route("GET", "/projects", action="project.list", reply=ProjectsOut)
def list_projects() -> ProjectsOut:
    """List the projects that one may open: the class's and one's own, all for the teacher."""
    who = actor()
    found = projects.visible(box().room, who)
    return ProjectsOut(projects=[shapes.project(item, who) for item in found])


@route(
    "POST",
    "/projects",
    action="project.create",
    body=NewProject,
    reply=ProjectOut,
    statuses=(201,),
)
def create_project(body: NewProject) -> ProjectOut:
    """Make a project; only the teacher makes projects for the class."""
    who = actor()
    made = projects.create(
        box().room,
        who,
        name=body.name,
        type=body.type,
        crowd_sourced=body.crowd_sourced,
        labels=body.labels,
        fields=_fields(body.fields),
        language=body.language,
    )
    return shapes.project(made, who)


@route("GET", "/projects/<project>", action="project.read", reply=ProjectOut)
def get_project(project: str) -> ProjectOut:
    """Describe one project."""
    who = actor()
    return shapes.project(projects.get(box().room, who, project), who)


@route(
    "PATCH", "/projects/<project>", action="project.update", body=ProjectChange, reply=ProjectOut
)
def change_project(project: str, body: ProjectChange) -> ProjectOut:
    """Change a project: its name, phase, fields, language; close it or open it again."""
    who = actor()
    wanted = given(body)
    if body.fields is not UNSET:
        wanted["fields"] = _fields(body.fields)
    return shapes.project(projects.update(box().room, who, project, **wanted), who)


@route("DELETE", "/projects/<project>", action="project.delete", statuses=(204,))
def delete_project(project: str) -> None:
    """Delete a project with its examples and models."""
    projects.delete(box().room, actor(), project)


@route(
    "POST",
    "/projects/<project>/labels",
    action="label.add",
    body=LabelName,
    reply=LabelOut,
    statuses=(201,),
)
def add_label(project: str, body: LabelName) -> LabelOut:
    """Add a label; its id stays the same whatever it is called later."""
    return shapes.label(projects.add_label(box().room, actor(), project, body.name))


@route(
    "PATCH",
    "/projects/<project>/labels/<label>",
    action="label.update",
    body=LabelName,
    reply=LabelOut,
)
def rename_label(project: str, label: str, body: LabelName) -> LabelOut:
    """Rename a label; its examples stay."""
    return shapes.label(projects.rename_label(box().room, actor(), project, label, body.name))


@route("DELETE", "/projects/<project>/labels/<label>", action="label.remove", statuses=(204,))
def remove_label(project: str, label: str) -> None:
    """Remove a label and its examples."""
    projects.remove_label(box().room, actor(), project, label)


def _fields(given: tuple[NewField, ...]) -> tuple[Field, ...]:
    return tuple(Field(item.name, item.kind, item.choices) for item in given)
