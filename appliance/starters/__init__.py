"""Programs to begin with in Scratch, each made for the project whose model it uses.

They are built from plain Python and our own drawings: the blocks name the project's own labels and
fields, and speak the student's language.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from appliance.classroom.problems import Problem
from appliance.classroom.records import Project
from appliance.classroom.records import ProjectType
from appliance.starters import picture_guesser
from appliance.starters import question_machine
from appliance.starters import robot
from appliance.starters import sorting_hat
from appliance.starters import sound_garden
from appliance.starters.marks import N_
from appliance.starters.marks import Say
from appliance.starters.model import Model
from appliance.starters.program import pack
from appliance.starters.program import Program


@dataclass(frozen=True, kw_only=True)
class Starter:
    """A program to begin with, for projects of one type; title and what it does in English."""

    id: str
    type: ProjectType
    title: str
    what: str
    make: Callable[[Model, Say], Program]


ALL: Final = (
    Starter(
        id="sorting-hat",
        type="text",
        title=N_("Sorting hat"),
        what=N_("A hat asks about you and says where you belong."),
        make=sorting_hat.make,
    ),
    Starter(
        id="robot",
        type="text",
        title=N_("Robot with feelings"),
        what=N_("A robot makes another face for each label that it hears."),
        make=robot.make,
    ),
    Starter(
        id="picture-guesser",
        type="images",
        title=N_("Picture guesser"),
        what=N_("An owl guesses what is in the frame. Draw your own pictures."),
        make=picture_guesser.make,
    ),
    Starter(
        id="sound-garden",
        type="sounds",
        title=N_("Sound garden"),
        what=N_("A flower grows when it hears something that it knows."),
        make=sound_garden.make,
    ),
    Starter(
        id="question-machine",
        type="numbers",
        title=N_("Question machine"),
        what=N_("A machine asks for each field and guesses what it is."),
        make=question_machine.make,
    ),
)
"""All starters, in the order in which they are shown."""


def for_type(type: ProjectType) -> list[Starter]:
    """Return the starters for projects of a type."""
    return [starter for starter in ALL if starter.type == type]


def find(type: ProjectType, id: str) -> Starter:
    """Return the starter of this id for projects of a type; raises Problem `not_found`."""
    for starter in for_type(type):
        if starter.id == id:
            return starter
    raise Problem("not_found")


def build(starter: Starter, project: Project, say: Say) -> bytes:
    """Return the .sb3 file of a starter for a project; `say` translates the texts in it."""
    return pack(starter.make(Model(project), say))
