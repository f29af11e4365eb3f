"""Scratch programs, for the pages: list them, look at them, keep a copy, delete them.

They are saved by the editor, which has a door of its own: see `scratch_programs`.
"""

import io
from typing import Annotated
from typing import Final

from flask import request
from flask import Response
from flask import send_file
from flask_babel import gettext
from msgspec import Meta

from appliance.classroom import program_files
from appliance.classroom import programs
from appliance.classroom import students
from appliance.classroom.records import Actor
from appliance.classroom.records import Program
from appliance.classroom.records import TEACHER
from appliance.classroom.records import VersionKind
from webui.api.decoding import Input
from webui.api.files import file_name
from webui.api.routes import route
from webui.api.shapes import Output
from webui.auth import actor
from webui.box import box

SB3: Final = "application/x.scratch.sb3"
"""What Scratch's own pages call the file of a program."""
ASK_AGAIN: Final = "private, no-cache"
"""A copy may be kept, and the box is asked each time whether it is still the same."""


class VersionOut(Output):
    """One state of a program: saved by its author, or by the editor itself (`auto`)."""

    number: int
    kind: VersionKind
    saved: int
    size: int


class ProgramOut(Output):
    """A Scratch program with its versions, oldest first, and its author's name.

    `mine` tells whether the one who asks made it, `updated` when it was saved last, in seconds
    since 1970 by the box's clock.
    """

    id: str
    name: str
    contributor: str
    author: str
    mine: bool
    versions: list[VersionOut]
    thumbnail: bool
    updated: int


class ProgramsOut(Output):
    """The programs that one may see, the one saved last first."""

    programs: list[ProgramOut]


class WhichVersion(Input):
    """Which version of a program; 0 is the last."""

    version: Annotated[int, Meta(ge=0, le=2**53)] = 0


@route("GET", "/projects/<project>/programs", action="program.list", reply=ProgramsOut)
def list_programs(project: str) -> ProgramsOut:
    """List the Scratch programs of a project; a student of the class sees their own."""
    return all_of(actor(), project)


@route(
    "GET",
    "/projects/<project>/programs/<program>/file",
    action="program.read",
    query=WhichVersion,
    produces=SB3,
)
def get_program_file(project: str, program: str, query: WhichVersion) -> Response:
    """Download a Scratch program, or an earlier version of it."""
    return sb3(actor(), project, program, query.version)


@route(
    "GET",
    "/projects/<project>/programs/<program>/thumbnail",
    action="program.read",
    produces="image/jpeg, image/png",
)
def get_thumbnail(project: str, program: str) -> Response:
    """Give the small picture of a Scratch program."""
    return thumbnail(actor(), project, program)


@route("DELETE", "/projects/<project>/programs/<program>", action="program.delete", statuses=(204,))
def delete_program(project: str, program: str) -> None:
    """Delete a Scratch program with all its versions."""
    programs.delete(box().room, actor(), project, program)


def all_of(who: Actor, project: str) -> ProgramsOut:
    """Return the programs of a project as `who` sees them."""
    found = programs.listed(box().room, who, project)
    return ProgramsOut(programs=[shape(item, who) for item in found])


def sb3(who: Actor, project: str, program: str, version: int) -> Response:
    """Return a reply with the file of a program."""
    found = programs.get(box().room, who, project, program)
    file = programs.file(box().room, who, project, program, version)
    response = send_file(
        io.BytesIO(file.body),
        SB3,
        as_attachment=True,
        download_name=f"{file_name(found.name)}.sb3",
        etag=file.version.sha256,
    )
    response.headers["Cache-Control"] = ASK_AGAIN
    return response


def thumbnail(who: Actor, project: str, program: str) -> Response:
    """Return a reply with the small picture of a program."""
    found = programs.get(box().room, who, project, program)
    picture = programs.thumbnail(box().room, who, project, program)
    response = Response(picture, mimetype=program_files.mime(picture))
    response.headers["Cache-Control"] = ASK_AGAIN
    response.set_etag(found.thumbnail)
    response.make_conditional(request)
    return response


def shape(record: Program, who: Actor) -> ProgramOut:
    """Return a program as the API shows it to `who`."""
    author = students.name_of(box().room, record.contributor)
    return ProgramOut(
        id=record.id,
        name=record.name,
        contributor=record.contributor,
        author=gettext(author) if record.contributor == TEACHER else author,
        mine=record.contributor == who.contributor,
        versions=[
            VersionOut(number=one.number, kind=one.kind, saved=one.saved, size=one.size)
            for one in record.versions
        ],
        thumbnail=bool(record.thumbnail),
        updated=record.versions[-1].saved,
    )
