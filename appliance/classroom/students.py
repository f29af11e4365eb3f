"""The students: they join with a name, come back with four pictures, and can be removed."""

import secrets
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from appliance.classroom import cascade
from appliance.classroom import hashing
from appliance.classroom import klass
from appliance.classroom import names
from appliance.classroom import pictures
from appliance.classroom import sessions
from appliance.classroom.permissions import require
from appliance.classroom.problems import N_
from appliance.classroom.problems import Problem
from appliance.classroom.records import Actor
from appliance.classroom.records import Key
from appliance.classroom.records import Student
from appliance.classroom.records import TEACHER
from appliance.classroom.room import atomic
from appliance.classroom.room import now
from appliance.classroom.room import Room

TEACHER_NAME = N_("Teacher")
"""The name under which the teacher's own examples are shown."""


class Joined(NamedTuple):
    """A student who is in: who it is, the pictures to come back with, the session's token."""

    student: Student
    secret: tuple[str, ...]
    token: str


def join(
    room: Room,
    *,
    class_code: str,
    name: str,
    secret: Sequence[str] | None,
    address: str,
) -> Joined:
    """Let someone into the class: a new name as a new student, a known one with its pictures.

    Nothing is said about names before the class code is right. Raises Problem `not_claimed`,
    `wrong_class_code`, `wait`, `bad_name`, `secret_needed`, `wrong_secret`, `joining_locked` or
    `too_many_students`.
    """
    _check_class_code(room, class_code, address)
    name = names.clean(name, names.MAX_STUDENT_NAME)
    known = room.find(Student, folded=names.folded(name), removed=False)
    if known is not None:
        return _come_back(room, known, secret, address)
    _check_open(room)
    return _join_anew(room, name)


def everyone(room: Room, actor: Actor) -> list[Student]:
    """Return the students of the class in the order in which they joined."""
    require(actor, "student.list")
    return room.group(Student, removed=False)


@atomic
def rename(room: Room, actor: Actor, student: str, *, name: str) -> Student:
    """Give a student another name; raises Problem `not_found`, `bad_name` or `name_taken`."""
    require(actor, "student.update")
    found = _present(room, student)
    name = names.clean(name, names.MAX_STUDENT_NAME)
    holder = room.find(Student, folded=names.folded(name), removed=False)
    if holder is not None and holder.id != found.id:
        raise Problem("name_taken", field="name")
    renamed = msgspec.structs.replace(found, name=name, folded=names.folded(name))
    room.save(renamed)
    return renamed


@atomic
def remove(room: Room, actor: Actor, student: str, *, examples: bool) -> None:
    """Take a student out of the class; their name is free again and their keys end.

    With `examples` all that they made goes too: their examples, programs and private projects.
    Else their work stays, under their name. Raises Problem `not_found`.
    """
    require(actor, "student.remove")
    found = _present(room, student)
    sessions.close_all(room, student=found.id)
    room.remove(Key, contributor=found.id)
    room.save(msgspec.structs.replace(found, removed=True, secret=""))
    if examples:
        cascade.forget_work(room, found.id)
    cascade.forget_leavers(room)


def reset_secret(room: Room, actor: Actor, student: str) -> tuple[str, ...]:
    """Give a student four new pictures, sign them out everywhere and return the pictures."""
    require(actor, "student.update")
    secret = pictures.new_secret()
    _store_secret(room, student, _hashed(secret))
    return secret


def find(room: Room, student: str) -> Student | None:
    """Return a student by id, removed ones too, or None."""
    return room.find(Student, id=student)


def name_of(room: Room, contributor: str) -> str:
    """Return a contributor's name; TEACHER_NAME for the teacher."""
    if contributor == TEACHER:
        return TEACHER_NAME
    found = room.find(Student, id=contributor)
    return "" if found is None else found.name


def new_id() -> str:
    """Return a new student's id: 16 random hex digits."""
    return secrets.token_hex(8)


def _check_class_code(room: Room, class_code: str, address: str) -> None:
    found = klass.claimed(room)
    if not found.code_needed:
        return
    if not class_code.strip():  # nothing was guessed
        raise Problem("wrong_class_code", field="class_code")
    right = klass.is_code(class_code, found.class_code)
    if not room.throttle.check(right, "class_code", address):
        raise Problem("wrong_class_code", field="class_code")


def _check_open(room: Room) -> None:
    if not klass.claimed(room).joining_open:
        raise Problem("joining_locked")
    if room.size(Student, removed=False) >= room.limits.max_students:
        raise Problem("too_many_students", max=room.limits.max_students)


def _come_back(room: Room, known: Student, secret: Sequence[str] | None, address: str) -> Joined:
    if not secret:
        raise Problem("secret_needed", field="secret")
    room.throttle.attempt("secret", address, known.id)
    text = pictures.as_text(secret)
    if text is None or not hashing.verify(text, known.secret):
        raise Problem("wrong_secret", field="secret")
    room.throttle.right("secret", address, known.id)
    return Joined(known, tuple(secret), _open_again(room, known))


@atomic
def _open_again(room: Room, known: Student) -> str:
    # the pictures were compared outside of the operation: they may be others by now
    if _present(room, known.id).secret != known.secret:
        raise Problem("wrong_secret", field="secret")
    return sessions.open_session(room, "student", known.id)


def _join_anew(room: Room, name: str) -> Joined:
    secret = pictures.new_secret()
    student = Student(
        id=new_id(),
        name=name,
        folded=names.folded(name),
        secret=_hashed(secret),
        joined=now(),
    )
    return Joined(student, secret, _enter(room, student))


@atomic
def _enter(room: Room, student: Student) -> str:
    _check_open(room)
    if room.find(Student, folded=student.folded, removed=False) is not None:
        raise Problem("secret_needed", field="secret")
    room.insert(student)
    return sessions.open_session(room, "student", student.id)


@atomic
def _store_secret(room: Room, student: str, hashed: str) -> None:
    room.save(msgspec.structs.replace(_present(room, student), secret=hashed))
    sessions.close_all(room, student=student)


def _present(room: Room, student: str) -> Student:
    found = room.find(Student, id=student)
    if found is None or found.removed:
        raise Problem("not_found")
    return found


def _hashed(secret: Sequence[str]) -> str:
    return hashing.make(" ".join(secret), hashing.PICTURES_COST)
