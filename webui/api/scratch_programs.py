"""Scratch programs on the door of the editor: opened, saved, renamed, pictured, deleted.

Whose token the editor has, and for which project, is all that it says: a program that a child wrote
runs beside it, and can send whatever it can.
"""

from typing import Annotated
from typing import Final

from flask import Response
from msgspec import Meta
from msgspec import UNSET
from msgspec import UnsetType

from appliance.classroom import program_files
from appliance.classroom import programs
from appliance.classroom.records import VersionKind
from webui import uploads
from webui.api.decoding import given
from webui.api.decoding import Input
from webui.api.programs import all_of
from webui.api.programs import ProgramOut
from webui.api.programs import ProgramsOut
from webui.api.programs import SB3
from webui.api.programs import sb3
from webui.api.programs import shape
from webui.api.programs import thumbnail
from webui.api.programs import WhichVersion
from webui.api.routes import route
from webui.auth import editor
from webui.box import box

PROGRAM: Final = "/scratch/programs/<program>"
PICTURES: Final = "image/jpeg, image/png"


class NewVersion(Input):
    """What the body is: the next version of the program `id`, or without it a new program."""

    id: Annotated[str, Meta(max_length=100)] = ""
    name: Annotated[str, Meta(max_length=2_000)] | UnsetType = UNSET
    kind: VersionKind = "saved"


class ProgramName(Input):
    """What a program is called from now on."""

    name: str


@route("GET", "/scratch/programs", action="program.list", reply=ProgramsOut)
def list_own_programs() -> ProgramsOut:
    """List one's programs in the project of this token, or the one that it lets one watch."""
    return all_of(*editor())


@route(
    "POST",
    "/scratch/programs",
    action="program.save",
    query=NewVersion,
    takes=f"{SB3}, application/octet-stream",
    reply=ProgramOut,
    statuses=(201,),
)
def save_program(query: NewVersion) -> ProgramOut:
    """Save a program, the body: as a new one with a name, or as the next version of `id`."""
    who, project = editor()
    room = box().room
    programs.require_place(room, who, project, query.id)  # before many bytes are taken in
    with uploads.arrived(room.limits.max_program_mb * 1_000_000) as body:
        saved, _ = programs.save(room, who, project, body, **given(query))
    return shape(saved, who)


@route("GET", f"{PROGRAM}/file", action="program.read", query=WhichVersion, produces=SB3)
def open_program(program: str, query: WhichVersion) -> Response:
    """Give the file of a program, or of an earlier version."""
    return sb3(*editor(), program, query.version)


@route("PATCH", PROGRAM, action="program.save", body=ProgramName, reply=ProgramOut)
def rename_program(program: str, body: ProgramName) -> ProgramOut:
    """Give one's own program another name."""
    who, project = editor()
    return shape(programs.rename(box().room, who, project, program, body.name), who)


@route("DELETE", PROGRAM, action="program.delete", statuses=(204,))
def delete_own_program(program: str) -> None:
    """Delete one's own program with all its versions."""
    programs.delete(box().room, *editor(), program)


@route("GET", f"{PROGRAM}/thumbnail", action="program.read", produces=PICTURES)
def get_own_thumbnail(program: str) -> Response:
    """Give the small picture of a program."""
    return thumbnail(*editor(), program)


@route("PUT", f"{PROGRAM}/thumbnail", action="program.save", takes=PICTURES, statuses=(204,))
def set_thumbnail(program: str) -> None:
    """Keep the body, a PNG or JPEG file of up to 60 kB, as the small picture of one's program."""
    who, project = editor()
    programs.get(box().room, who, project, program)
    with uploads.arrived(program_files.MAX_THUMBNAIL) as body:
        programs.picture(box().room, who, project, program, body)
