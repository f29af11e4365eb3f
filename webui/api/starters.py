"""Programs to begin with in Scratch, each made on the spot for the project whose model it uses."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from flask import Response
from flask import send_file
from flask_babel import force_locale
from flask_babel import gettext
from msgspec import Meta

from appliance import starters
from appliance.classroom import projects
from appliance.classroom.records import Project
from appliance.classroom.records import ProjectType
from webui import words
from webui.api.decoding import Input
from webui.api.files import file_name
from webui.api.programs import SB3
from webui.api.routes import route
from webui.api.shapes import Output
from webui.auth import actor
from webui.auth import editor
from webui.box import box


class InLanguage(Input):
    """The language of the texts; without it, or where the box does not speak it, the class's."""

    language: Annotated[str, Meta(max_length=40)] = ""


class StarterOut(Output):
    """A program to begin with: its title and what it does, in the language that was asked for."""

    id: str
    title: str
    what: str
    type: ProjectType


class StartersOut(Output):
    """The programs to begin with for a project of this type."""

    starters: list[StarterOut]


@route(
    "GET",
    "/projects/<project>/starters",
    action="project.read",
    query=InLanguage,
    reply=StartersOut,
)
def list_starters(project: str, query: InLanguage) -> StartersOut:
    """List the Scratch programs that one can begin with in a project."""
    return _listed(projects.get(box().room, actor(), project), query)


@route("GET", "/scratch/starters", action="project.read", query=InLanguage, reply=StartersOut)
def list_own_starters(query: InLanguage) -> StartersOut:
    """List the programs that one can begin with in the project of this token."""
    who, project = editor()
    return _listed(projects.get(box().room, who, project), query)


@route(
    "GET",
    "/scratch/starters/<starter>/file",
    action="project.read",
    query=InLanguage,
    produces=SB3,
)
def get_starter_file(starter: str, query: InLanguage) -> Response:
    """Make the file of a program to begin with, with the blocks of this token's project."""
    who, here = editor()
    project = projects.get(box().room, who, here)
    found = starters.find(project.type, starter)
    with _speaking(query):
        body = starters.build(found, project, gettext)
        name = gettext(found.title)
    return send_file(
        io.BytesIO(body), SB3, as_attachment=True, download_name=f"{file_name(name)}.sb3"
    )


def _listed(project: Project, query: InLanguage) -> StartersOut:
    with _speaking(query):
        return StartersOut(
            starters=[
                StarterOut(
                    id=starter.id,
                    title=gettext(starter.title),
                    what=gettext(starter.what),
                    type=starter.type,
                )
                for starter in starters.for_type(project.type)
            ]
        )


@contextmanager
def _speaking(query: InLanguage) -> Iterator[None]:
    # The editor speaks more languages than the box: a child then sees what the class speaks.
    known = query.language in words.LANGUAGES
    with force_locale(query.language if known else words.language()):
        yield
