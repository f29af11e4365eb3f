"""What a student sees: their projects, and one project to teach and to try."""

import uuid
from collections import deque
from collections.abc import Mapping
from typing import Any
from typing import Final
from typing import get_args

import msgspec
from flask import Blueprint
from flask import redirect
from flask import render_template
from flask import request
from flask import Response
from werkzeug.wrappers import Response as AnyResponse

from appliance.classroom import examples
from appliance.classroom import projects
from appliance.classroom import students
from appliance.classroom.problems import Problem
from appliance.classroom.records import Actor
from appliance.classroom.records import Counts
from appliance.classroom.records import Example
from appliance.classroom.records import Project
from appliance.classroom.records import ProjectType
from appliance.classroom.records import Student
from appliance.training import Job
from webui import words
from webui.api import shapes
from webui.auth import actor
from webui.box import box
from webui.pages import plain_forms
from webui.problems import message

blueprint = Blueprint("student", __name__)

SHOWN: Final = 20
"""Own examples in the page itself; its script fetches the others."""
_ELSEWHERE: Final = {"teacher": "/teacher", "projector": "/projector"}


@blueprint.before_request
def _students_only() -> AnyResponse | None:
    """Send others to their own pages, and those who are not signed in to the door."""
    who = actor()
    if who.role == "student":
        return None
    path = request.path if who.role == "teacher" and request.path != "/projects" else ""
    return redirect(_ELSEWHERE.get(who.role, "") + path or "/join", 303)


@blueprint.get("/projects")
def home() -> str:
    """Show the class's projects and the student's own."""
    return _home(None)


@blueprint.post("/projects")
def create() -> AnyResponse:
    """Make a private project and open it."""
    try:
        made = projects.create(
            box().room,
            actor(),
            name=request.form.get("name", ""),
            type=(kind := _type()),
            crowd_sourced=False,
            fields=plain_forms.fields() if kind == "numbers" else (),
            language=words.language() if kind == "text" else "",
        )
    except Problem as problem:
        return Response(_home(problem), problem.kind.status)
    return redirect(f"/projects/{made.id}", 303)


def _type() -> ProjectType:
    given = request.form.get("type", "text")
    found: ProjectType | None = next(
        (kind for kind in get_args(ProjectType) if kind == given), None
    )
    if found is None:
        raise Problem("bad_request", field="type")
    return found


@blueprint.get("/projects/<project>")
def project(project: str) -> str:
    """Show one project: what to do now, and the student's own examples."""
    return _page(projects.get(box().room, actor(), project), None)


@blueprint.post("/projects/<project>")
def add(project: str) -> AnyResponse:
    """Add the example of a plain form; sending it twice stores it once."""
    found = projects.get(box().room, actor(), project)
    plain_forms.allow_file(found)
    form = request.form
    try:
        _check_author(form.get("student", ""))
        plain_forms.add(found)
    except Problem as problem:
        return Response(_page(found, problem), problem.kind.status)
    return redirect(f"/projects/{project}?added={form.get('id', '')}#mine", 303)


def _check_author(student: str) -> None:
    if student != actor().student:
        raise Problem("other_student")


def _home(problem: Problem | None) -> str:
    visible = projects.visible(box().room, actor())
    return render_template(
        "projects.html",
        student=_student(actor()),
        shared=[item for item in visible if item.crowd_sourced],
        own=[item for item in visible if not item.crowd_sourced],
        totals={item.id: _totals(item) for item in visible},
        form=request.form,
        name=request.form.get("name", ""),
        problem=problem,
        message=message(problem) if problem else "",
    )


def _totals(project: Project) -> tuple[int, int]:
    """Return how many examples the project has, and how many of them are the student's own."""
    room, who = box().room, actor()
    total = examples.counts(room, who, project.id).total
    own = room.size(Example, project=project.id, contributor=who.contributor, state="shown")
    return total, own


def _page(project: Project, problem: Problem | None) -> str:
    room, who = box().room, actor()
    counts = examples.counts(room, who, project.id)
    job = box().training.running(project.id)
    return render_template(
        "project.html",
        student=_student(who),
        project=project,
        owner=project.owner == who.student,
        counts=counts,
        mine=[shapes.example(item) for item in _newest(who, project)],
        form=request.form,
        new_id=_id_to_send(problem),
        added=request.args.get("added", ""),
        problem=problem,
        message=message(problem) if problem else "",
        max_text=room.limits.max_text,
        min_examples=room.limits.min_examples,
        state=_state(who, project, counts, job),
    )


def _id_to_send(problem: Problem | None) -> str:
    # What is sent again after a mistake is still the same example.
    kept = request.form.get("id", "") if problem and problem.field not in {"id"} else ""
    return kept or str(uuid.uuid4())


def _newest(who: Actor, project: Project) -> list[examples.Stored]:
    """Return the newest examples that the student may see here, newest first."""
    newest: deque[examples.Stored] = deque(maxlen=SHOWN)
    after: int | None = 0
    while after is not None:
        page, after = examples.page(
            box().room, who, project.id, after=after, limit=examples.MAX_PAGE
        )
        newest.extend(page)
    return list(reversed(newest))


def _state(who: Actor, project: Project, counts: Counts, job: Job | None) -> Mapping[str, Any]:
    """Return what the page's script starts from, before the first live event."""
    limits = box().room.limits
    return {
        # As the API shows it: a student is not told whose examples are locked away.
        "project": msgspec.to_builtins(shapes.project(project, who)),
        "counts": msgspec.to_builtins(counts),
        "job": msgspec.to_builtins(shapes.job(job)) if job is not None else None,
        "min_examples": limits.min_examples,
        "max_text": limits.max_text,
    }


def _student(who: Actor) -> Student:
    found = students.find(box().room, who.student)
    if found is None:
        raise Problem("login_needed")
    return found
