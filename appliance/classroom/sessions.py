"""Who is signed in: a random token in each browser or script, its hash in storage."""

import secrets
from typing import Final

from appliance.classroom import hashing
from appliance.classroom.records import Actor
from appliance.classroom.records import ANONYMOUS
from appliance.classroom.records import Role
from appliance.classroom.records import Session
from appliance.classroom.records import Student
from appliance.classroom.room import atomic
from appliance.classroom.room import Room

MAX_SESSIONS: Final = 50
"""Browsers that one person is signed in with; the oldest is signed out. Nothing ends by date."""


@atomic
def open_session(room: Room, role: Role, student: str = "") -> str:
    """Sign one person in and return the token that proves it from now on."""
    token = secrets.token_urlsafe(32)
    room.insert(Session(token=hashing.token_hash(token), role=role, student=student))
    for old in room.group(Session, role=role, student=student)[:-MAX_SESSIONS]:
        room.remove(Session, token=old.token)
    return token


def who(room: Room, token: str) -> Actor:
    """Return whose token this is; ANONYMOUS where it is nobody's."""
    session = room.find(Session, token=hashing.token_hash(token)) if token else None
    if session is None:
        return ANONYMOUS
    if session.role == "student" and not _is_here(room, session.student):
        return ANONYMOUS
    return Actor(session.role, session.student, session.project, session.tool, session.program)


@atomic
def close_session(room: Room, token: str) -> None:
    """Sign this token out; one that is unknown is signed out already."""
    room.remove(Session, token=hashing.token_hash(token))


@atomic
def close_all(room: Room, *, student: str) -> None:
    """Sign a student out everywhere."""
    room.remove(Session, role="student", student=student)


@atomic
def close_role(room: Room, role: Role, *, keep: str = "") -> None:
    """Sign everyone of a role out, except the session of the token `keep`."""
    kept = hashing.token_hash(keep)
    for session in room.everything(Session):
        if session.role == role and session.token != kept:
            room.remove(Session, token=session.token)


def _is_here(room: Room, student: str) -> bool:
    found = room.find(Student, id=student)
    return found is not None and not found.removed
