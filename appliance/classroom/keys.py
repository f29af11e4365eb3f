"""Keys of the Machine-Learning-for-Kids-compatible API: one project and one person each."""

import secrets

from appliance.classroom.permissions import allowed
from appliance.classroom.problems import Problem
from appliance.classroom.projects import permitted
from appliance.classroom.records import Actor
from appliance.classroom.records import Key
from appliance.classroom.records import Project
from appliance.classroom.records import Student
from appliance.classroom.records import TEACHER
from appliance.classroom.room import atomic
from appliance.classroom.room import Room


@atomic
def create(room: Room, actor: Actor, project: str) -> Key:
    """Return the actor's key of a project, made at the first call; each person has one."""
    found = permitted(room, actor, "key.create", project)
    known = room.find(Key, project=found.id, contributor=actor.contributor)
    if known is not None:
        return known
    key = Key(key=secrets.token_hex(16), project=found.id, contributor=actor.contributor)
    room.insert(key)
    return key


def list_keys(room: Room, actor: Actor, project: str) -> list[Key]:
    """Return the keys of a project that the actor may withdraw: their own, or everyone's."""
    found = permitted(room, actor, "key.list", project)
    return [key for key in room.group(Key, project=found.id) if _theirs(actor, found, key)]


@atomic
def withdraw(room: Room, actor: Actor, project: str, key: str) -> None:
    """End a key; raises Problem `not_found` where it is not the actor's to end."""
    found = permitted(room, actor, "key.withdraw", project)
    known = room.find(Key, key=key)
    if known is None or known.project != found.id or not _theirs(actor, found, known):
        raise Problem("not_found")
    room.remove(Key, key=key)


def resolve(room: Room, key: str) -> tuple[Actor, Project]:
    """Return the person and the project that a key stands for; raises Problem `not_found`.

    What this person may do there is for the permissions to say, as for everyone.
    """
    known = room.find(Key, key=key)
    project = None if known is None else room.find(Project, id=known.project)
    if known is None or project is None:
        raise Problem("not_found")
    return _person(room, known.contributor), project


def _theirs(actor: Actor, project: Project, key: Key) -> bool:
    return key.contributor == actor.contributor or allowed(actor, "key.withdraw_any", project)


def _person(room: Room, contributor: str) -> Actor:
    if contributor == TEACHER:
        return Actor(role="teacher")
    student = room.find(Student, id=contributor)
    if student is None or student.removed:
        raise Problem("not_found")
    return Actor(role="student", student=contributor)
