"""The teacher's pages: projects, one project's lesson, the people, the box.

The pages hold what they show first; from then on their scripts follow the API and live events.
"""

import re
from typing import Any
from typing import Final

import msgspec
from flask import Blueprint
from flask import redirect
from flask import render_template
from flask import request
from flask import Response
from werkzeug.wrappers import Response as AnyResponse

from appliance.classroom import examples
from appliance.classroom import klass
from appliance.classroom import models
from appliance.classroom import projects
from appliance.classroom import show
from appliance.classroom import students
from appliance.classroom import teacher
from appliance.classroom import written
from appliance.classroom.problems import Problem
from appliance.classroom.records import Project
from appliance.classroom.records import TEACHER
from webui.api import shapes
from webui.auth import actor
from webui.auth import sign_in
from webui.box import box
from webui.pages.picture_names import named
from webui.pages.picture_names import NAMES
from webui.problems import message

blueprint = Blueprint("teacher", __name__, url_prefix="/teacher")

_LOGIN: Final = "/teacher/login"
_OURS: Final = re.compile(r"/teacher(/[A-Za-z0-9_-]+)*")


@blueprint.before_request
def _teacher_only() -> AnyResponse | None:
    """Lead everyone else to the login page, and back from there; first of all to the claim."""
    if klass.classroom(box().room) is None:
        return redirect("/claim", 303)
    if actor().role == "teacher" or request.path == _LOGIN:
        return None
    return redirect(f"{_LOGIN}?next={request.path}", 303)


@blueprint.get("/login")
def login() -> AnyResponse | str:
    """Ask for the password."""
    if actor().role == "teacher":
        return redirect(_next(request.args), 303)
    return render_template("teacher/login.html", next=_next(request.args), error="")


@blueprint.post("/login")
def enter() -> AnyResponse:
    """Sign the teacher in and lead them to where they wanted to go."""
    try:
        token = teacher.login(
            box().room,
            password=request.form.get("password", ""),
            address=request.remote_addr or "",
        )
    except Problem as problem:
        page = render_template(
            "teacher/login.html", next=_next(request.form), error=message(problem)
        )
        return Response(page, problem.kind.status)
    return sign_in(redirect(_next(request.form), 303), token)  # type: ignore[arg-type]


@blueprint.get("")
def home() -> str:
    """Show the projects, and a form for a new one."""
    room, who = box().room, actor()
    found = projects.visible(room, who)
    page = {
        "projects": [_plain(shapes.project(item, who)) for item in found],
        "counts": {item.id: _plain(examples.counts(room, who, item.id)) for item in found},
        "students": _people(),
    }
    return _render("projects", page)


@blueprint.get("/projects/<project>")
def lesson(project: str) -> str:
    """Show one project: its steps, labels, examples, result, and how to use it."""
    room, who = box().room, actor()
    found = projects.get(room, who, project)
    people = _people()
    page = {
        "project": _plain(shapes.project(found, who)),
        "counts": _plain(examples.counts(room, who, project)),
        "models": [_plain(shapes.model(item)) for item in models.versions(room, who, project)],
        "students": people,
        "people": len(people),
        "least": room.limits.min_examples,
    }
    owner = "" if found.owner == TEACHER else students.name_of(room, found.owner)
    return _render(
        "project", page, project=found, owner=owner, pick=_pick(found), showable=_showable(found)
    )


@blueprint.get("/people")
def people() -> str:
    """Show the students, and who may join."""
    everyone = _people()
    wrote = written.counts(box().room, [each["id"] for each in everyone])
    page = {
        "students": [each | {"examples": wrote[each["id"]]} for each in everyone],
        "room": _class(),
        "pictureNames": {picture.id: picture.name for picture in named(NAMES)},
    }
    return _render("people", page)


@blueprint.get("/box")
def the_box() -> str:
    """Show what belongs to the box: class, password, backups, health."""
    return _render("box", {"room": _class()})


def _render(place: str, page: dict[str, Any], **values: Any) -> str:
    """Render one place with its frame; `page` is what its script starts from."""
    now = show.get(box().room, actor())
    values.setdefault("pick", _pick(None))
    values.setdefault("showable", bool(values["pick"]))
    return render_template(
        f"teacher/{place}.html",
        place="projects" if place == "project" else place,
        page=page,
        show=_plain(now),
        **values,
    )


def _pick(page_of: Project | None) -> list[Project]:
    """Return the projects that the remote lets pick; none on the page of one that can be shown."""
    if page_of is not None and _showable(page_of):
        return []
    newest = projects.visible(box().room, actor())[::-1]
    found = [item for item in newest if _showable(item)]
    return sorted(found, key=lambda item: not item.crowd_sourced)


def _showable(project: Project) -> bool:
    # A student's own project is private: the class does not see it on the wall.
    return project.owner == TEACHER


def _people() -> list[dict[str, Any]]:
    here = box().here()
    found = students.everyone(box().room, actor())
    return [{"id": item.id, "name": item.name, "here": item.id in here} for item in found]


def _class() -> dict[str, Any]:
    room = klass.claimed(box().room)
    return {
        "class_name": room.class_name,
        "language": room.language,
        "class_code": room.class_code,
        "code_needed": room.code_needed,
        "joining_open": room.joining_open,
    }


def _plain(record: msgspec.Struct) -> Any:
    return msgspec.to_builtins(record)


def _next(values: Any) -> str:
    """Return the page to go to after signing in: one of the teacher's, never another site's."""
    wanted = str(values.get("next", ""))
    fits = _OURS.fullmatch(wanted) and wanted != _LOGIN
    return wanted if fits else "/teacher"
