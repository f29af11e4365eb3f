"""The hotspot's name and password as a QR code, which phones read as "join this Wi-Fi"."""

import io
import re
from typing import Final

import segno
from flask import Blueprint
from flask import Response

from appliance.classroom.permissions import require
from appliance.classroom.problems import Problem
from appliance.network.records import NetworkStatus
from webui.auth import actor
from webui.box import box

blueprint = Blueprint("wifi", __name__)
_SPECIAL: Final = re.compile(r'([\\;,:"])')


@blueprint.get("/wifi.svg")
def qr() -> Response:
    """Draw the way into the hotspot, for the teacher and the projector.

    Raises Problem `not_found` where the box has no hotspot.
    """
    require(actor(), "projector.watch")
    network = box().machine.network()
    if network is None or network.mode != "hotspot":
        raise Problem("not_found")
    drawing = io.BytesIO()
    segno.make(invitation(network), error="m", micro=False).save(
        drawing, kind="svg", border=2, xmldecl=False, svgclass=None, lineclass=None, omitsize=True
    )
    return Response(drawing.getvalue(), mimetype="image/svg+xml")


def invitation(network: NetworkStatus) -> str:
    """Return the text of the code, as Android's and Apple's cameras know it (ZXing's format)."""
    ssid, password = _SPECIAL.sub(r"\\\1", network.ssid), _SPECIAL.sub(r"\\\1", network.password)
    if network.open:
        return f"WIFI:T:nopass;S:{ssid};;"
    return f"WIFI:T:WPA;S:{ssid};P:{password};;"
