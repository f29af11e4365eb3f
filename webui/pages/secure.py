"""The way to HTTPS, which camera and microphone need: what the browser will say, and why."""

from pathlib import Path
from typing import Final

from flask import Blueprint
from flask import redirect
from flask import render_template
from flask import request
from flask import Response
from werkzeug import Response as AnyResponse

from appliance.classroom.problems import N_
from appliance.classroom.problems import Problem
from webui import doors
from webui.box import box
from webui.pages.setup import local

blueprint = Blueprint("secure", __name__)

PATH: Final = "/camera"
_CERTIFICATE: Final = "ca.crt"
_FAMILIES: Final = {
    "chrome": (N_("Chrome, Edge, Samsung Internet"), ("Chrome/", "CriOS", "Edg")),
    "firefox": (N_("Firefox"), ("Firefox/", "FxiOS")),
    "safari": (N_("Safari on iPhone, iPad and Mac"), ("Safari/",)),
}
"""family of browsers → its name, and the words in a User-Agent that tell it."""
_LOOKED_FOR: Final = ("firefox", "chrome", "safari")
"""In this order: Chrome says that it is Safari too."""


def offered() -> bool:
    """Tell whether this page is over HTTP and the box has HTTPS beside it."""
    return bool(box().settings.https_port) and not request.is_secure


@blueprint.get(PATH)
def page() -> AnyResponse | str:
    """Explain the warning that comes next, and lead on to the same page over HTTPS."""
    wanted = local(request.args.get("next", "/"))
    if not offered():
        return redirect(wanted)
    first = _family(request.headers.get("User-Agent", ""))
    order = [first, *(family for family in _FAMILIES if family != first)]
    return render_template(
        "camera.html",
        families=[(family, _FAMILIES[family][0]) for family in order],
        address=doors.https_origin() + wanted,
        back=wanted,
        certificate=_file().is_file(),
    )


@blueprint.get("/ca.crt")
def certificate() -> Response:
    """Return the certificate that schools install on devices which they manage.

    Raises Problem `no_certificate` where this box has made none.
    """
    try:
        content = _file().read_bytes()
    except OSError:
        raise Problem("no_certificate") from None
    name = f"{box().settings.name}-ca.crt"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, mimetype="application/x-x509-ca-cert", headers=headers)


def _file() -> Path:
    return box().places.runtime / _CERTIFICATE


def _family(agent: str) -> str:
    """Return the family of the browser that says this of itself; Chrome's where it is unknown."""
    for family in _LOOKED_FOR:
        if any(word in agent for word in _FAMILIES[family][1]):
            return family
    return "chrome"
