"""The machine of a box that has a helper: how it is, its clock, restarting, starting afresh."""

from typing import Annotated

from msgspec import Meta
from msgspec import Struct

from appliance.classroom import klass
from appliance.classroom import names
from appliance.classroom.permissions import require
from appliance.classroom.problems import Problem
from webui.api.decoding import Input
from webui.api.routes import route
from webui.api.shapes import Output
from webui.auth import actor
from webui.box import box

ACTION = "box.manage"


class Time(Input):
    """What time it is, in seconds since 1970."""

    time: Annotated[int, Meta(ge=0, le=1 << 40)]


class Reset(Input):
    """The class's name, typed to confirm that everything shall go."""

    confirm: str


class ClockOut(Struct, frozen=True):
    """Seconds since 1970; `set` tells whether anybody has set them since the box started."""

    time: int
    set: bool = True


class BoardOut(Output):
    """How the machine is; null is what it has no sensor for, MB are millions of bytes."""

    model: str
    memory_mb: int
    temperature_c: float | None
    undervoltage_now: bool | None
    undervoltage_since_start: bool | None
    version: str
    os: str
    slot: str
    uptime: int
    data_free_mb: int
    data_total_mb: int
    clock: ClockOut


@route("GET", "/box/board", action=ACTION, reply=BoardOut)
def get_board() -> BoardOut:
    """Tell how the machine is: temperature, voltage, space, clock."""
    require(actor(), ACTION)
    return box().machine.record(BoardOut, "board.status")


@route("POST", "/box/clock", action=ACTION, body=Time, reply=ClockOut)
def set_clock(body: Time) -> ClockOut:
    """Set the box's clock, as from the teacher's device; not to before this release."""
    require(actor(), ACTION)
    return box().machine.record(ClockOut, "clock.set", seconds=body.time)


@route("POST", "/box/restart", action=ACTION, statuses=(202,))
def restart_box() -> None:
    """Restart the box, a moment after the reply."""
    require(actor(), ACTION)
    box().machine.ask("power.restart")


@route("POST", "/box/shutdown", action=ACTION, statuses=(202,))
def shut_down_box() -> None:
    """Turn the box off, a moment after the reply."""
    require(actor(), ACTION)
    box().machine.ask("power.off")


@route("POST", "/box/reset", action=ACTION, body=Reset, statuses=(202,))
def reset_box(body: Reset) -> None:
    """Make the box as new: class, password, networks and keys go, and it restarts."""
    require(actor(), ACTION)
    if not box().machine.there:
        raise Problem("no_machine")
    if names.typed(body.confirm) != names.folded(klass.claimed(box().room).class_name):
        raise Problem("confirm_needed", field="confirm")
    box().machine.ask("factory.reset")
