"""The teacher: claims the box once, then signs in with a password."""

import unicodedata
from typing import Final

import msgspec

from appliance.classroom import hashing
from appliance.classroom import klass
from appliance.classroom import sessions
from appliance.classroom.permissions import require
from appliance.classroom.problems import Problem
from appliance.classroom.records import Actor
from appliance.classroom.records import Classroom
from appliance.classroom.room import atomic
from appliance.classroom.room import Room

MIN_PASSWORD: Final = 8
"""Characters that a password needs at least."""


def claim(
    room: Room,
    *,
    code: str,
    expected: str,
    password: str,
    class_name: str,
    language: str,
    address: str,
) -> str:
    """Make the caller the teacher of this box and return the token of their session.

    `code` is what they typed and `expected` the box's one-time claim code. Raises Problem
    `already_claimed`, `wrong_claim_code`, `wait`, `bad_password`, `bad_name` or `bad_language`.
    """
    if klass.classroom(room) is not None:
        raise Problem("already_claimed")
    right = bool(_letters(expected)) and hashing.same(_letters(code), _letters(expected))
    if not room.throttle.check(right, "claim", address):
        raise Problem("wrong_claim_code", field="code")
    new = Classroom(
        class_name=klass.clean_name(class_name),
        language=klass.known_language(language),
        password=hashed(password),
        class_code=klass.another_code(),
    )
    return _become_teacher(room, new)


@atomic
def _become_teacher(room: Room, new: Classroom) -> str:
    if klass.classroom(room) is not None:
        raise Problem("already_claimed")
    room.put(new)
    return sessions.open_session(room, "teacher")


def login(room: Room, *, password: str, address: str) -> str:
    """Sign the teacher in and return the token; raises Problem `wrong_password` or `wait`."""
    _check(room, password, address, field="password")
    return sessions.open_session(room, "teacher")


def change_password(
    room: Room, actor: Actor, *, old: str, new: str, keep: str | None = None
) -> None:
    """Change the password.

    With `keep`, the token of this very session, the teacher is signed out everywhere else.
    Raises Problem `wrong_password`, `wait` or `bad_password`.
    """
    require(actor, "class.update")
    checked(new, field="new")
    _check(room, old, "", field="old")
    _store(room, hashed(new, field="new"), keep)


def set_password(room: Room, password: str) -> None:
    """Change a forgotten password from the command line and sign the teacher out everywhere.

    Raises Problem `bad_password` or `not_claimed`.
    """
    klass.claimed(room)
    _store(room, hashed(password), "")


def checked(password: str, *, field: str = "password") -> str:
    """Return the password as it is hashed: NFKC, so that every keyboard types the same one.

    Raises Problem `bad_password` where it is too short.
    """
    password = unicodedata.normalize("NFKC", password)
    if len(password) < MIN_PASSWORD:
        raise Problem("bad_password", field=field, min=MIN_PASSWORD)
    return password


def hashed(password: str, *, field: str = "password") -> str:
    """Return the hash to store of a new password; raises Problem `bad_password`."""
    return hashing.make(checked(password, field=field))


def _check(room: Room, password: str, address: str, *, field: str) -> None:
    stored = klass.claimed(room).password
    room.throttle.attempt("password", address)
    if not hashing.verify(unicodedata.normalize("NFKC", password), stored):
        raise Problem("wrong_password", field=field)
    room.throttle.right("password", address)


@atomic
def _store(room: Room, password: str, keep: str | None) -> None:
    room.put(msgspec.structs.replace(klass.claimed(room), password=password))
    if keep is not None:
        sessions.close_role(room, "teacher", keep=keep)


def _letters(code: str) -> str:
    kept = unicodedata.normalize("NFKC", code[:100]).upper()
    return "".join(char for char in kept if char.isalnum())
