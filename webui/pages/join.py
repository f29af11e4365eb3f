"""Joining the class: the code, a name, and four pictures to come back with."""

from collections.abc import Sequence
from typing import Final

from flask import Blueprint
from flask import redirect
from flask import render_template
from flask import request
from flask import Response
from werkzeug.wrappers import Response as AnyResponse

from appliance.classroom import klass
from appliance.classroom import students
from appliance.classroom.pictures import PICTURES
from appliance.classroom.pictures import SECRET_LENGTH
from appliance.classroom.problems import Problem
from webui.auth import actor
from webui.auth import secure
from webui.auth import sign_in
from webui.auth import sign_out
from webui.box import box
from webui.pages.picture_names import named
from webui.problems import message

blueprint = Blueprint("join", __name__)

_PICTURES_COOKIE: Final = "pictures"
_KNOWN_BY_PICTURES: Final = {"secret_needed", "wrong_secret"}


@blueprint.get("/join")
def join() -> AnyResponse | str:
    """Ask who joins; the code may come with a QR code as `?code=`."""
    if klass.classroom(box().room) is None:
        return redirect("/claim")
    return _page(None, code=request.args.get("code", ""))


@blueprint.post("/join")
def enter() -> AnyResponse:
    """Let somebody in, or ask for what is missing.

    The form works in steps with no script: each press on a picture sends what was pressed so far,
    and the fourth one joins.
    """
    picked = _picked()
    if "before" in request.form or 0 < len(picked) < SECRET_LENGTH:
        return Response(_page(None, pictures=True, picked=picked))
    try:
        joined = students.join(
            box().room,
            class_code=request.form.get("class_code", ""),
            name=request.form.get("name", ""),
            secret=picked or None,
            address=request.remote_addr or "",
        )
    except Problem as problem:
        return _again(problem)
    return _welcome(joined, known=bool(picked))


@blueprint.get("/secret")
def secret() -> AnyResponse | str:
    """Show the four pictures of somebody who has just joined, until they say they know them."""
    pictures = request.cookies.get(_PICTURES_COOKIE, "").split(".")
    student = students.find(box().room, actor().student)
    if student is None or len(pictures) != SECRET_LENGTH or not set(pictures) <= set(PICTURES):
        return redirect("/")
    return render_template("secret.html", pictures=named(pictures), student=student)


@blueprint.post("/secret")
def remembered() -> AnyResponse:
    """Forget the pictures here: from now on only the student knows them."""
    response = redirect("/projects", 303)
    response.delete_cookie(_PICTURES_COOKIE, path="/secret", httponly=True, samesite="Lax")
    return response


@blueprint.post("/leave")
def leave() -> AnyResponse:
    """Sign out, so that somebody else can use this device."""
    return sign_out(Response(status=303, headers={"Location": "/join"}))


def _picked() -> list[str]:
    picked = [*request.form.getlist("secret"), *request.form.getlist("pick")]
    if "undo" in request.form:
        picked = picked[:-1]
    return [picture for picture in picked if picture in PICTURES][:SECRET_LENGTH]


def _again(problem: Problem) -> AnyResponse:
    by_pictures = problem.code in _KNOWN_BY_PICTURES or bool(_picked() and problem.code == "wait")
    return Response(_page(problem, pictures=by_pictures), problem.kind.status)


def _page(
    problem: Problem | None,
    *,
    code: str = "",
    pictures: bool = False,
    picked: Sequence[str] = (),
) -> str:
    room = klass.claimed(box().room)
    return render_template(
        "join.html",
        room=room,
        code=request.form.get("class_code", code),
        name=request.form.get("name", ""),
        problem=problem,
        message=message(problem) if problem else "",
        choices=named(PICTURES) if pictures else [],
        picked=named(picked),
        length=SECRET_LENGTH,
        here=students.find(box().room, actor().student),
    )


def _welcome(joined: students.Joined, *, known: bool) -> AnyResponse:
    response = Response(status=303, headers={"Location": "/projects" if known else "/secret"})
    if not known:
        # Only this page of this browser gets it, and only until the student has learnt it.
        response.set_cookie(
            _PICTURES_COOKIE,
            ".".join(joined.secret),
            path="/secret",
            secure=secure(),
            httponly=True,
            samesite="Lax",
        )
    return sign_in(response, joined.token)
