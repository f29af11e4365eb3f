"""The projector's show: which screen it is on. The teacher's device drives it."""

from typing import Final
from typing import get_args

import msgspec

from appliance.classroom import names
from appliance.classroom import programs
from appliance.classroom.permissions import require
from appliance.classroom.problems import Problem
from appliance.classroom.projects import permitted
from appliance.classroom.records import Actor
from appliance.classroom.records import Screen
from appliance.classroom.records import Show
from appliance.classroom.records import TEACHER
from appliance.classroom.room import atomic
from appliance.classroom.room import Room

SCREENS: Final[tuple[Screen, ...]] = get_args(Screen)


def get(room: Room, actor: Actor) -> Show:
    """Return what the projector shows; the join screen before anyone drove it."""
    require(actor, "projector.watch")
    return _current(room)


@atomic
def drive(
    room: Room,
    actor: Actor,
    *,
    screen: Screen | None = None,
    project: str | None = None,
    revealed: bool | None = None,
    text: str | None = None,
    program: str | None = None,
) -> Show:
    """Change what is not None and return the show.

    Another project hides the texts, empties the try-it text and takes the program off, unless they
    are set as well: a room sees what children made only when the teacher means it. Raises Problem
    `bad_request` for an unknown screen, `not_found` for a project that is not the class's or a
    program that is not of the project on show, or `bad_text`.
    """
    require(actor, "projector.drive")
    before = _current(room)
    if project is not None and project != before.project:
        before = Show(screen=before.screen, project=_showable(room, actor, project))
    after = msgspec.structs.replace(
        before,
        screen=before.screen if screen is None else _known_screen(screen),
        revealed=before.revealed if revealed is None else revealed,
        text=before.text if text is None else _clean_text(room, text),
        program=before.program if program is None else _program(room, actor, before, program),
    )
    room.put(after)
    return after


def _current(room: Room) -> Show:
    return next(iter(room.everything(Show)), Show())


def _known_screen(screen: Screen) -> Screen:
    if screen not in SCREENS:
        raise Problem("bad_request", field="screen")
    return screen


def _showable(room: Room, actor: Actor, project: str) -> str:
    if project and permitted(room, actor, "project.read", project).owner != TEACHER:
        raise Problem("not_found", field="project")
    return project


def _program(room: Room, actor: Actor, show: Show, program: str) -> str:
    if program:
        permitted(room, actor, "program.show", show.project)
        programs.get(room, actor, show.project, program)
    return program


def _clean_text(room: Room, text: str) -> str:
    return names.clean_text(text, room.limits.max_text, field="text") if text.strip() else ""
