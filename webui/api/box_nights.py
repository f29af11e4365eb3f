"""The backups that the box makes each night and keeps for seven."""

from functools import partial

from flask import Response
from flask import send_file

from appliance import backup
from appliance import nightly
from appliance.classroom.permissions import require
from appliance.classroom.problems import Problem
from webui.api import box_chores
from webui.api.box_chores import ChoreOut
from webui.api.files import ZIP
from webui.api.routes import route
from webui.api.shapes import Output
from webui.auth import actor
from webui.box import box


class NightOut(Output):
    """A backup: its number, which orders it, when it was made by the box's clock, its bytes."""

    number: int
    created: int
    size: int


class NightsOut(Output):
    """The backups that are there, the newest first."""

    nights: list[NightOut]


@route("GET", "/box/nights", action="box.backup", reply=NightsOut)
def list_nights() -> NightsOut:
    """List the backups of the last nights."""
    require(actor(), "box.backup")
    found = nightly.nights(box().paths)
    return NightsOut(
        nights=[
            NightOut(number=night.number, created=night.created, size=night.size) for night in found
        ]
    )


@route("GET", "/box/nights/<night>", action="box.backup", produces=ZIP)
def download_night(night: str) -> Response:
    """Download the backup of a night."""
    require(actor(), "box.backup")
    file = _night(night).file
    return send_file(file, ZIP, as_attachment=True, download_name=f"crowdbox-{file.name}")


@route("POST", "/box/nights/<night>/restore", action="box.restore", reply=ChoreOut, statuses=(202,))
def restore_night(night: str) -> ChoreOut:
    """Begin to replace everything on the box by the backup of a night."""
    require(actor(), "box.restore")
    here, file = box(), _night(night).file
    work = partial(backup.restore, here.room.db, here.paths.models, file)
    return box_chores.out(here.chores.start("restore", work))


def _night(number: str) -> nightly.Night:
    if not number.isascii() or not number.isdecimal():
        raise Problem("not_found")
    return nightly.night(box().paths, int(number))
