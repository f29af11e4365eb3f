"""Who is signed in: a random token in each browser or script, its hash in storage."""

import secrets
from typing import Final
from typing import Literal

from appliance.classroom import hashing
from appliance.classroom.problems import Problem
from appliance.classroom.records import Actor
from appliance.classroom.records import ANONYMOUS
from appliance.classroom.records import Role
from appliance.classroom.records import Session
from appliance.classroom.records import Student
from appliance.classroom.room import atomic
from appliance.classroom.room import Room

MAX_SESSIONS: Final = 50
"""Browsers that one person is signed in with; the oldest is signed out. Nothing ends by date.

As many Scratch editors may be open, counted apart: they can sign nobody out.
"""


@atomic
def open_session(room: Room, role: Role, student: str = "") -> str:
    """Sign one person in and return the token that proves it from now on."""
    token = secrets.token_urlsafe(32)
    room.insert(Session(token=hashing.token_hash(token), role=role, student=student))
    for old in _of(room, role, student, editors=False)[:-MAX_SESSIONS]:
        _end(room, old)
    return token


@atomic
def open_editor(
    room: Room,
    opener: str,
    *,
    project: str,
    tool: Literal["scratch", "scratch_watch"],
    program: str = "",
    language: str = "",
) -> str:
    """Return a token for a Scratch editor of whoever has the token `opener`, for one project.

    It ends with `opener`. Raises Problem `login_needed` where that is nobody's, or an editor's.
    """
    parent = room.find(Session, token=hashing.token_hash(opener))
    if parent is None or parent.tool:
        raise Problem("login_needed")
    token = secrets.token_urlsafe(32)
    room.insert(
        Session(
            token=hashing.token_hash(token),
            role=parent.role,
            student=parent.student,
            project=project,
            tool=tool,
            program=program,
            language=language,
            parent=parent.token,
        )
    )
    for old in _of(room, parent.role, parent.student, editors=True)[:-MAX_SESSIONS]:
        _end(room, old)
    return token


def who(room: Room, token: str) -> Actor:
    """Return whose token this is; ANONYMOUS where it is nobody's."""
    session = room.find(Session, token=hashing.token_hash(token)) if token else None
    if session is None:
        return ANONYMOUS
    if session.role == "student" and not _is_here(room, session.student):
        return ANONYMOUS
    return Actor(
        session.role,
        session.student,
        session.project,
        session.tool,
        session.program,
        session.language,
    )


@atomic
def close_session(room: Room, token: str) -> None:
    """Sign this token out, and its Scratch editors; one that is unknown is signed out already."""
    session = room.find(Session, token=hashing.token_hash(token))
    if session is not None:
        _end(room, session)


@atomic
def close_all(room: Room, *, student: str) -> None:
    """Sign a student out everywhere."""
    room.remove(Session, role="student", student=student)


@atomic
def close_role(room: Room, role: Role, *, keep: str = "") -> None:
    """Sign everyone of a role out, except the session of the token `keep` and its editors."""
    kept = hashing.token_hash(keep)
    for session in room.everything(Session):
        if session.role == role and kept not in (session.token, session.parent):
            room.remove(Session, token=session.token)


def _of(room: Room, role: Role, student: str, *, editors: bool) -> list[Session]:
    """Return one person's sessions, oldest first: those of Scratch editors, or the others."""
    found = room.group(Session, role=role, student=student)
    return [session for session in found if bool(session.tool) == editors]


def _end(room: Room, session: Session) -> None:
    for editor in _of(room, session.role, session.student, editors=True):
        if editor.parent == session.token:
            room.remove(Session, token=editor.token)
    room.remove(Session, token=session.token)


def _is_here(room: Room, student: str) -> bool:
    found = room.find(Student, id=student)
    return found is not None and not found.removed
