"""Updates without internet: a file comes, is looked into and applied, and proves itself."""

import shutil
from typing import Final
from typing import Literal

from flask import request

from appliance.classroom.permissions import require
from appliance.classroom.problems import Problem
from appliance.storage.errors import card_errors
from webui.api import box_chores
from webui.api import decoding
from webui.api.box_chores import ChoreOut
from webui.api.routes import route
from webui.api.shapes import Output
from webui.auth import actor
from webui.box import box
from webui.incoming import Update
from webui.problems import Refusal
from webui.problems import refusal

ACTION = "box.manage"
FILE: Final = "application/octet-stream"
_MARGIN: Final = 100_000_000
"""Bytes that stay free for the class while an update arrives."""


class UpdateOut(Output):
    """How far an update is, in % of its state; `last` tells how the last one ended.

    `found` is the one that was looked into and can be applied, `failed` why one was not.
    """

    state: Literal["idle", "checking", "writing", "restarting", "trial", "failed"]
    done: int
    version: str
    slot: str
    last: Literal["", "applied", "rolled_back"]
    found: Update | None
    failed: Refusal | None


@route("GET", "/box/update", action=ACTION, reply=UpdateOut)
def get_update() -> UpdateOut:
    """Tell what update is there, how far it is, and how the last one ended."""
    require(actor(), ACTION)
    status = box().machine.ask("update.status")
    code = status.get("error") or ""
    return UpdateOut(
        state=status["state"],
        done=status["done"],
        version=status["version"],
        slot=status["slot"],
        last=status["last"],
        found=box().incoming.found,
        failed=refusal(Problem(code)) if code else None,
    )


@route("POST", "/box/update", action=ACTION, reply=ChoreOut, statuses=(202,), takes=FILE)
def upload_update() -> ChoreOut:
    """Upload an update, which the box then begins to look into; nothing is changed by that."""
    require(actor(), ACTION)
    here = box()
    if not here.machine.there:
        raise Problem("no_machine")
    here.chores.require_none()
    _require_room()
    here.incoming.forget()
    with card_errors():
        decoding.upload(here.incoming.file)
    return box_chores.out(here.chores.start("check", lambda: here.incoming.look(here.machine)))


@route("POST", "/box/update/apply", action=ACTION, statuses=(202,))
def apply_update() -> None:
    """Begin to apply the update that was looked into; the box restarts at its end."""
    require(actor(), ACTION)
    here = box()
    if not here.machine.there:
        raise Problem("no_machine")
    here.machine.ask("update.apply", file=here.incoming.require())


@route("DELETE", "/box/update", action=ACTION, statuses=(204,))
def forget_update() -> None:
    """Throw the uploaded update away."""
    require(actor(), ACTION)
    box().incoming.forget()


def _require_room() -> None:
    """Raise Problem `no_room` before a file arrives that has no place."""
    free = shutil.disk_usage(box().paths.data).free
    need = (request.content_length or 0) + _MARGIN
    if free < need:
        raise Problem("no_room", need=need // 1_000_000, free=free // 1_000_000)
