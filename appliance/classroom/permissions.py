"""Who may do what: one table, asked by pages, API, live channel and compatible API alike."""

from typing import Final
from typing import Literal

from appliance.classroom.problems import Problem
from appliance.classroom.records import Actor
from appliance.classroom.records import Example
from appliance.classroom.records import Phase
from appliance.classroom.records import Project
from appliance.classroom.records import TEACHER

Relation = Literal["teacher", "owner", "member", "projector", "student", "stranger", "anonymous"]
"""What a person is to a project; `student` is any student where no project is meant."""

_T: Final = "teacher"
_O: Final = "owner"
_M: Final = "member"
_P: Final = "projector"
_S: Final = "student"
_A: Final = "anonymous"

TABLE: dict[str, frozenset[Relation]] = {
    # the box and the class
    "box.claim": frozenset({_A}),
    "box.look": frozenset({_T, _S, _P, _A}),
    "box.backup": frozenset({_T}),
    "box.restore": frozenset({_T}),
    "box.manage": frozenset({_T}),
    "class.read": frozenset({_T, _S, _P}),
    "class.update": frozenset({_T}),
    "class.wipe": frozenset({_T}),
    "session.open": frozenset({_T, _S, _P, _A}),
    "session.close": frozenset({_T, _S, _P, _A}),
    "student.list": frozenset({_T, _P}),
    "student.update": frozenset({_T}),
    "student.remove": frozenset({_T}),
    "projector.drive": frozenset({_T}),
    "projector.watch": frozenset({_T, _P}),
    # projects
    "project.list": frozenset({_T, _S, _P}),
    "project.create": frozenset({_T, _S}),
    "project.create_class": frozenset({_T}),
    "project.import": frozenset({_T}),
    "project.read": frozenset({_T, _O, _M, _P}),
    "project.update": frozenset({_T, _O}),
    "project.delete": frozenset({_T, _O}),
    "project.export": frozenset({_T, _O}),
    "label.add": frozenset({_T, _O}),
    "label.update": frozenset({_T, _O}),
    "label.remove": frozenset({_T, _O}),
    # examples
    "counts.read": frozenset({_T, _O, _M, _P}),
    "example.list": frozenset({_T, _O, _M, _P}),
    "example.add": frozenset({_T, _O, _M}),
    "example.update": frozenset({_T, _O, _M}),
    "example.delete": frozenset({_T, _O, _M}),
    "example.hide": frozenset({_T}),
    "example.read_any": frozenset({_T, _O}),
    "example.change_any": frozenset({_T, _O}),
    # models
    "model.train": frozenset({_T, _O}),
    "model.cancel": frozenset({_T, _O}),
    "model.choose": frozenset({_T, _O}),
    "model.list": frozenset({_T, _O, _M, _P}),
    "model.predict": frozenset({_T, _O, _M}),
    "model.inspect": frozenset({_T, _O}),
    "model.export": frozenset({_T, _O}),
    "learning.read": frozenset({_T, _S, _P}),
    "study.run": frozenset({_T, _O}),
    "study.read": frozenset({_T, _O, _P}),
    "test.lock": frozenset({_T, _O}),
    "job.read": frozenset({_T, _O, _M, _P}),
    "key.create": frozenset({_T, _O, _M}),
    "key.list": frozenset({_T, _O, _M}),
    "key.withdraw": frozenset({_T, _O, _M}),
    "key.withdraw_any": frozenset({_T, _O}),
    # Scratch programs
    "program.list": frozenset({_T, _O, _M, _P}),
    "program.read": frozenset({_T, _O, _M, _P}),
    "program.read_any": frozenset({_T, _O}),
    "program.save": frozenset({_T, _O, _M}),
    "program.delete": frozenset({_T, _O, _M}),
    "program.delete_any": frozenset({_T, _O}),
    "program.show": frozenset({_T}),
    "scratch.open": frozenset({_T, _O, _M, _P}),
}
"""action → the relations that may take it."""

MEMBER_PHASES: dict[str, frozenset[Phase]] = {
    "example.add": frozenset({"collect"}),
    "example.update": frozenset({"collect"}),
    "example.delete": frozenset({"collect"}),
}
"""action → the phases of a class project in which its students may take it."""


SCRATCH_ACTIONS: dict[str, frozenset[str]] = {
    "scratch": frozenset(
        {
            "project.read", "counts.read", "model.list", "model.predict", "model.train",
            "example.add", "job.read", "program.list", "program.read", "program.save",
            "program.delete",
        }
    ),
    "scratch_watch": frozenset(
        {
            "project.read", "counts.read", "model.list", "model.predict", "program.list",
            "program.read", "program.read_any",
        }
    ),
}  # fmt: skip
"""tool → all that its token may be used for, in its own project, as far as its person may.

What programs of students can do beside the editor that runs them is no more than this.
"""


def relation(actor: Actor, project: Project | None = None) -> Relation:
    """Return what `actor` is to `project`, or to the class where no project is meant."""
    if actor.role != "student":
        return actor.role
    if project is None:
        return "student"
    if project.owner == actor.student:
        return "owner"
    return "member" if project.crowd_sourced else "stranger"


def allowed(actor: Actor, action: str, project: Project | None = None) -> bool:
    """Tell whether the table lets `actor` take `action`, whatever the phase."""
    if actor.tool and not _in_its_reach(actor, action, project):
        return False
    if actor.role == "projector" and project is not None and not project.crowd_sourced:
        return project.owner == TEACHER and relation(actor, project) in TABLE[action]
    return relation(actor, project) in TABLE[action]


def _in_its_reach(actor: Actor, action: str, project: Project | None) -> bool:
    here = project is not None and project.id == actor.project
    return here and action in SCRATCH_ACTIONS.get(actor.tool, ())


def require(actor: Actor, action: str, project: Project | None = None) -> None:
    """Raise Problem unless `actor` may take `action` now.

    `not_found` where the project is none of theirs (its existence is private), `login_needed`
    for someone who is not signed in, `closed` and `wrong_phase` for what has to wait.
    """
    if not allowed(actor, action, project):
        if actor.role == "anonymous":
            raise Problem("login_needed")
        hidden = project is not None and not allowed(actor, "project.read", project)
        raise Problem("not_found" if hidden else "forbidden")
    if project is None or relation(actor, project) != "member":
        return
    if project.closed:
        raise Problem("closed")
    if project.phase not in MEMBER_PHASES.get(action, {project.phase}):
        raise Problem("wrong_phase")


def require_own(actor: Actor, action: str, project: Project, example: Example) -> None:
    """Raise Problem unless `actor` may take `action` on this very example.

    Someone else's example is `not_found` for a student of a class project.
    """
    require(actor, action, project)
    if example.contributor == actor.contributor:
        return
    if not allowed(actor, "example.change_any", project):
        raise Problem("not_found")
