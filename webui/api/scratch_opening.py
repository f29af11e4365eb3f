"""Opening the Scratch editor from a page: a token that is good at the editor's own door."""

from typing import Annotated

from msgspec import Meta

from appliance.classroom import programs
from appliance.classroom import projects
from appliance.classroom import sessions
from appliance.classroom.problems import Problem
from webui import auth
from webui import doors
from webui import words
from webui.api.decoding import Input
from webui.api.routes import route
from webui.api.shapes import Output
from webui.auth import actor
from webui.box import box
from webui.scratch.built import built


class Opening(Input):
    """What to open: one's own editor, or with `watch` somebody's `program` to look at."""

    program: Annotated[str, Meta(max_length=100)] = ""
    watch: bool = False


class OpenedOut(Output):
    """The editor's address, which ends with its token."""

    token: str
    url: str


@route(
    "POST",
    "/projects/<project>/scratch",
    action="scratch.open",
    body=Opening,
    reply=OpenedOut,
    statuses=(201,),
)
def open_scratch(project: str, body: Opening) -> OpenedOut:
    """Open the Scratch editor of a project; a projector can only watch the program on show."""
    who, room = actor(), box().room
    projects.permitted(room, who, "scratch.open", project)
    if body.watch and not body.program:
        raise Problem("bad_request", field="program", detail="which one is to be watched?")
    if who.role == "projector" and not body.watch:
        raise Problem("bad_request", field="watch", detail="a projector can only watch")
    if body.program:
        _require_program(project, body)
    origin = doors.scratch_origin()
    if built() is None or not origin:
        raise Problem("no_scratch")
    token = sessions.open_editor(
        room,
        auth.token(),
        project=project,
        tool="scratch_watch" if body.watch else "scratch",
        program=body.program,
        language=words.language(),
    )
    return OpenedOut(token=token, url=f"{origin}/scratch/#{token}")


def _require_program(project: str, body: Opening) -> None:
    """Raise Problem `not_found` where the program is not for one to see, or to edit."""
    who = actor()
    found = programs.get(box().room, who, project, body.program)
    if not body.watch and found.contributor != who.contributor:
        raise Problem("not_found")
