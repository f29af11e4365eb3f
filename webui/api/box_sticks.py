"""USB sticks in a box that has a helper: a backup onto one, a backup or an update from one."""

import secrets
import time
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from appliance import backup
from appliance import clock
from appliance.classroom.permissions import require
from appliance.classroom.problems import Problem
from webui.api import box_chores
from webui.api.box_chores import ChoreOut
from webui.api.decoding import Input
from webui.api.routes import route
from webui.api.shapes import Output
from webui.auth import actor
from webui.box import Box
from webui.box import box
from webui.chores import Kind
from webui.chores import Work

ACTION = "box.manage"


class FileName(Input):
    """The name of a file on a stick."""

    name: Annotated[str, Meta(max_length=200)]


class StickOut(Output):
    """A stick, and the files on it that a box can use."""

    id: str
    name: str
    free_mb: int
    backups: list[str]
    updates: list[str]


class SticksOut(Output):
    """The sticks that are plugged in."""

    sticks: list[StickOut]


@route("GET", "/box/sticks", action=ACTION, reply=SticksOut)
def list_sticks() -> SticksOut:
    """List the USB sticks in the box, with the backups and updates on them."""
    require(actor(), ACTION)
    return SticksOut(sticks=msgspec.convert(box().machine.ask("usb.list"), list[StickOut]))


@route("POST", "/box/sticks/<stick>/backup", action=ACTION, reply=ChoreOut, statuses=(202,))
def save_to_stick(stick: str) -> ChoreOut:
    """Begin to write a backup of everything onto a stick."""
    here = _box_with_machine()
    return _begun(here, "save", lambda: _save(here, stick))


@route(
    "POST",
    "/box/sticks/<stick>/restore",
    action=ACTION,
    body=FileName,
    reply=ChoreOut,
    statuses=(202,),
)
def restore_from_stick(stick: str, body: FileName) -> ChoreOut:
    """Begin to replace everything on the box by a backup of a stick."""
    require(actor(), "box.restore")
    here = _box_with_machine()
    return _begun(here, "restore", lambda: _restore(here, stick, body.name))


@route(
    "POST",
    "/box/sticks/<stick>/update",
    action=ACTION,
    body=FileName,
    reply=ChoreOut,
    statuses=(202,),
)
def take_update(stick: str, body: FileName) -> ChoreOut:
    """Begin to copy an update from a stick and to look into it."""
    here = _box_with_machine()
    return _begun(here, "check", lambda: _look(here, stick, body.name))


def _box_with_machine() -> Box:
    require(actor(), ACTION)
    if not box().machine.there:
        raise Problem("no_machine")
    return box()


def _begun(here: Box, kind: Kind, work: Work) -> ChoreOut:
    return box_chores.out(here.chores.start(kind, work))


def _save(here: Box, stick: str) -> None:
    file = here.paths.run / f"stick-{secrets.token_hex(8)}.zip"
    day = time.strftime("%Y-%m-%d-%H%M%S", time.localtime(clock.now()))
    try:
        backup.write(here.room.db, here.paths.models, file)
        here.machine.ask("usb.save", stick=stick, file=str(file), name=f"crowdbox-{day}.zip")
    finally:
        file.unlink(missing_ok=True)


def _restore(here: Box, stick: str, name: str) -> None:
    file = Path(here.machine.ask("usb.take", stick=stick, name=name)["file"])
    try:
        backup.restore(here.room.db, here.paths.models, file)
    finally:
        file.unlink(missing_ok=True)


def _look(here: Box, stick: str, name: str) -> None:
    here.incoming.forget()
    Path(here.machine.ask("usb.take", stick=stick, name=name)["file"]).replace(here.incoming.file)
    here.incoming.look(here.machine)
