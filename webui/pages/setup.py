"""The first visit: the front door, the teacher's claim, the language, the QR code."""

import io
from urllib.parse import urlsplit

import segno
from flask import Blueprint
from flask import redirect
from flask import render_template
from flask import request
from flask import Response
from werkzeug.wrappers import Response as AnyResponse

from appliance import claim as claim_code
from appliance.addresses import network
from appliance.classroom import klass
from appliance.classroom import teacher
from appliance.classroom.problems import Problem
from webui import words
from webui.auth import actor
from webui.auth import sign_in
from webui.box import box
from webui.problems import message

blueprint = Blueprint("setup", __name__)

_HOME = {"teacher": "/teacher", "student": "/projects", "projector": "/projector"}
_YEAR = 365 * 24 * 3600


@blueprint.get("/")
def home() -> AnyResponse:
    """Send everybody to where they belong."""
    if klass.classroom(box().room) is None:
        return redirect("/claim")
    return redirect(_HOME.get(actor().role, "/join"))


@blueprint.get("/claim")
def claim() -> AnyResponse | str:
    """Ask for the claim code, or send on where the box has its teacher."""
    if klass.classroom(box().room) is not None:
        return redirect("/")
    return _claim_page(None)


@blueprint.post("/claim")
def become_teacher() -> AnyResponse:
    """Make the sender the teacher, or show the form again with what was wrong."""
    try:
        token = _claimed()
    except Problem as problem:
        return Response(_claim_page(problem), problem.kind.status)
    return sign_in(Response(status=303, headers={"Location": "/teacher"}), token)


def _claimed() -> str:
    paths = box().paths
    token = teacher.claim(
        box().room,
        code=request.form.get("code", ""),
        expected=claim_code.claim_code(paths.data),
        password=request.form.get("password", ""),
        class_name=request.form.get("class_name", ""),
        language=request.form.get("language", ""),
        address=request.remote_addr or "",
    )
    claim_code.clear(paths.data)
    return token


def _claim_page(problem: Problem | None) -> str:
    return render_template(
        "claim.html",
        form=request.form,
        problem=problem,
        message=message(problem) if problem else "",
        min_password=teacher.MIN_PASSWORD,
    )


@blueprint.post("/language")
def language() -> AnyResponse:
    """Remember the visitor's language in a cookie and go back to the page they were on."""
    response = redirect(local(request.form.get("back", "/")), 303)
    chosen = request.form.get("language", "")
    if chosen not in words.LANGUAGES:
        raise Problem("bad_language", field="language")
    response.set_cookie(words.COOKIE, chosen, max_age=_YEAR, httponly=True, samesite="Lax")
    return response


def local(path: str) -> str:
    """Return `path` if it is one of this box, else the front door: nobody is sent elsewhere."""
    parts = urlsplit(path)
    elsewhere = parts.scheme or parts.netloc or not path.startswith("/") or "\\" in path
    return "/" if elsewhere or path.startswith("//") else path


@blueprint.get("/qr.svg")
def qr() -> Response:
    """Draw the address to join; with the class code for those who may show it."""
    room = klass.classroom(box().room)
    shows = room is not None and room.code_needed and actor().role in {"teacher", "projector"}
    address = network(box().settings).join_url(room.class_code if room and shows else "")
    drawing = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        drawing, kind="svg", border=2, xmldecl=False, svgclass=None, lineclass=None, omitsize=True
    )
    return Response(drawing.getvalue(), mimetype="image/svg+xml")
