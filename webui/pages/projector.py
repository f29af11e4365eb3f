"""The projector: one page without controls, and what it asks for beside the live events."""

from typing import Final

import msgspec
from flask import Blueprint
from flask import render_template
from flask import request
from flask import Response

from appliance import addresses
from appliance.classroom import klass
from appliance.classroom import reveal
from appliance.classroom import show
from appliance.classroom.examples import Stored
from appliance.classroom.permissions import allowed
from appliance.classroom.permissions import require
from appliance.classroom.problems import Problem
from webui import doors
from webui import security
from webui import tried as tray
from webui.api import shapes
from webui.api.routes import as_json
from webui.auth import actor
from webui.box import box

blueprint = Blueprint("projector", __name__, url_prefix="/projector")
NEWEST: Final = 6
"""Revealed examples that the wall has room for, at most."""


class Hotspot(msgspec.Struct, frozen=True):
    """The box's own Wi-Fi; `password` is "" for an open one."""

    ssid: str
    password: str


class Door(msgspec.Struct, frozen=True):
    """How the class gets in, as the join screen shows it."""

    address: str
    """The address that works most often, without its scheme: `192.168.1.5:8080`."""
    name: str
    """The address by the box's name on the network, "" where it has none."""
    code: str
    """The class code, "" where none is needed."""
    open: bool
    """Whether anybody may join right now."""
    wifi: Hotspot | None = None
    """The Wi-Fi to join first, where the box makes one of its own."""


class Card(msgspec.Struct, frozen=True):
    """One revealed example, without who wrote it: that is not for the wall."""

    id: str
    seq: int
    label: str
    data: str | list[float | str | None]
    """A text or a row; "" for a picture or a sound."""
    file: str
    """Where a picture or a sound is; else empty."""
    preview: str


class Cards(msgspec.Struct, frozen=True):
    """The newest revealed examples, newest first."""

    examples: list[Card]


@blueprint.get("")
def page() -> Response:
    """Show the projector to a teacher or a paired screen, and to everybody else a pairing code.

    It is the one page that shows the Scratch editor in itself: a program of the class.
    """
    shown = render_template(
        "projector.html",
        paired=allowed(actor(), "projector.watch"),
        minimum=box().room.limits.min_examples,
    )
    policy = security.content_policy(request.host, frames=doors.scratch_origin())
    return Response(shown, headers={"Content-Security-Policy": policy}, mimetype="text/html")


@blueprint.get("/door")
def door() -> Response:
    """Return a Door; raises Problem where the visitor is not the projector."""
    require(actor(), "projector.watch")
    classroom = klass.claimed(box().room)
    reached = addresses.network(box().settings)
    first, *_ = urls = [url.removeprefix("http://") for url in reached.urls]
    name = reached.url(reached.name).removeprefix("http://") if reached.name else ""
    return as_json(
        Door(
            address=first,
            name=name if name in urls[1:] else "",
            code=classroom.class_code if classroom.code_needed else "",
            open=classroom.joining_open,
            wifi=_hotspot(),
        )
    )


def _hotspot() -> Hotspot | None:
    found = box().machine.network()
    if found is None or found.mode != "hotspot":
        return None
    return Hotspot(found.ssid, found.password)


@blueprint.get("/newest")
def newest() -> Response:
    """Return the Cards on show: none until the teacher reveals them."""
    shown = reveal.newest(box().room, actor(), NEWEST)
    return as_json(Cards([_card(each) for each in shown]))


@blueprint.get("/tried")
def tried() -> Response:
    """Return the TriedOut of the picture or sound on show; raises Problem `not_found`."""
    return as_json(tray.shape(_tried(show.get(box().room, actor()).text)))


@blueprint.get("/tried/<key>")
def tried_file(key: str) -> Response:
    """Return the picture or sound that is on show; raises Problem `not_found`."""
    require(actor(), "projector.watch")
    found = _tried(key)
    return Response(found.file, mimetype=found.mime)


def _tried(key: str) -> tray.Tried:
    found = tray.tray().get(key)
    if found is None:
        raise Problem("not_found")
    return found


def _card(stored: Stored) -> Card:
    example = shapes.example(stored)
    return Card(
        id=example.id,
        seq=example.seq,
        label=example.label,
        data=example.data,
        file=example.file,
        preview=example.preview,
    )
