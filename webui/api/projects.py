"""Projects and their labels."""

from msgspec import UNSET
from msgspec import UnsetType

from appliance.classroom import projects
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


class NewProject(Input):
    """A project to make: for the class if `crowd_sourced`, else one's own."""

    name: str
    type: ProjectType
    crowd_sourced: bool = False
    labels: tuple[str, ...] = ()


class ProjectChange(Input):
    """What to change of a project."""

    name: str | UnsetType = UNSET
    phase: Phase | UnsetType = UNSET
    closed: bool | UnsetType = UNSET


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
    """Rename a project, move it to another phase, close it or open it again."""
    who = actor()
    return shapes.project(projects.update(box().room, who, project, **given(body)), who)


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
