"""What the box is made of, and whose work that is: a page for everybody, signed in or not.

credits.json says the same as docs/third-party.md, where the versions are; a test compares the two.
"""

from pathlib import Path
from typing import Final

import msgspec
from flask import Blueprint
from flask import render_template

import appliance
from appliance.classroom.problems import N_

blueprint = Blueprint("about", __name__)


class Work(msgspec.Struct, frozen=True, array_like=True):
    """A work of other people: its name, its licence, and whose it is where that is to be said."""

    name: str
    licence: str
    whose: str = ""


class Chapter(msgspec.Struct, frozen=True):
    """Works of one kind, under an English title of the catalogue."""

    title: str
    works: tuple[Work, ...]


CREDITS: Final = msgspec.json.decode(
    Path(__file__).with_name("credits.json").read_bytes(), type=tuple[Chapter, ...]
)
"""Everything in the box that other people made."""
TITLES: Final = (
    N_("The Scratch editor"),
    N_("Python packages"),
    N_("In the files that the browser gets"),
    N_("Weights of networks"),
)
"""The titles of CREDITS, for the catalogue."""


@blueprint.get("/about")
def page() -> str:
    """Show what the box is made of, with names and licences."""
    return render_template("about.html", chapters=CREDITS, version=appliance.__version__)
