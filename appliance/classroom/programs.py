"""Scratch programs: saved on the box under their author's name, in the project they use.

Of each the last five saved versions are kept, and the latest that the editor saved by itself.
"""

import hashlib
import secrets
from typing import Final
from typing import NamedTuple

import msgspec

from appliance.classroom import cascade
from appliance.classroom import names
from appliance.classroom import program_files
from appliance.classroom.permissions import allowed
from appliance.classroom.problems import Problem
from appliance.classroom.projects import permitted
from appliance.classroom.records import Actor
from appliance.classroom.records import Program
from appliance.classroom.records import Project
from appliance.classroom.records import Show
from appliance.classroom.records import THUMBNAIL
from appliance.classroom.records import Version
from appliance.classroom.records import VersionKind
from appliance.classroom.room import atomic
from appliance.classroom.room import now
from appliance.classroom.room import Room

KEPT: Final[dict[VersionKind, int]] = {"saved": 5, "auto": 1}
"""How many of the latest versions of each kind are kept."""


class File(NamedTuple):
    """A version of a program, and its bytes."""

    version: Version
    body: bytes


def listed(room: Room, actor: Actor, project: str) -> list[Program]:
    """Return the programs of a project that `actor` may see, the one saved last first.

    Everybody's for the teacher and the project's owner, their own for a student of the class, the
    one on show for a projector.
    """
    found = permitted(room, actor, "program.list", project)
    everyone = room.group(Program, project=found.id)
    return [program for program in reversed(everyone) if _sees(room, actor, found, program)]


def get(room: Room, actor: Actor, project: str, program: str) -> Program:
    """Return one program; raises Problem `not_found`, and what `require` raises."""
    return _visible(room, actor, "program.read", project, program)


def file(room: Room, actor: Actor, project: str, program: str, version: int = 0) -> File:
    """Return a version of a program with its .sb3 file; 0 is the last version.

    Raises Problem `not_found`, or `damaged_program` where the bytes are not those of the version.
    """
    found = get(room, actor, project, program)
    wanted = version or found.versions[-1].number
    for one in found.versions:
        if one.number == wanted:
            return File(one, _bytes(room, found.blob(one.number), one.sha256))
    raise Problem("not_found")


def thumbnail(room: Room, actor: Actor, project: str, program: str) -> bytes:
    """Return the small picture of a program, a PNG or JPEG file.

    Raises Problem `not_found` where there is none, or `damaged_program`.
    """
    found = get(room, actor, project, program)
    if not found.thumbnail:
        raise Problem("not_found")
    return _bytes(room, found.blob(THUMBNAIL), found.thumbnail)


def save(
    room: Room,
    actor: Actor,
    project: str,
    body: bytes,
    *,
    name: str | None = None,
    id: str = "",
    kind: VersionKind = "saved",
) -> tuple[Program, bool]:
    """Keep an .sb3 file as the next version of one's program `id`, or as a new program without.

    Returns the program, and whether it is new. The same file sent twice is kept once. Raises
    Problem `bad_program`, `too_large`, `bad_name`, `too_many_programs`, `not_found`, and what
    `require` raises.
    """
    permitted(room, actor, "program.save", project)
    if name is not None or not id:
        name = names.clean(name or "", names.MAX_PROGRAM_NAME)
    program_files.check(body, room.limits.max_program_mb * 1_000_000)
    draft = Version(number=1, kind=kind, sha256=_hash(body), size=len(body), saved=now())
    return _store(room, actor, project, id, name, draft, body)


def require_place(room: Room, actor: Actor, project: str, id: str = "") -> None:
    """Raise Problem where `save` would, whatever the file: for one's program `id`, or a new one.

    The file may have to come a long way; at `too_many_programs` it may still be one sent twice.
    """
    if id:
        _own(room, actor, "program.save", project, id)
    else:
        permitted(room, actor, "program.save", project)


@atomic
def rename(room: Room, actor: Actor, project: str, program: str, name: str) -> Program:
    """Give one's own program another name; raises Problem `not_found` or `bad_name`."""
    found = _own(room, actor, "program.save", project, program)
    renamed = msgspec.structs.replace(found, name=names.clean(name, names.MAX_PROGRAM_NAME))
    room.save(renamed)
    return renamed


@atomic
def picture(room: Room, actor: Actor, project: str, program: str, picture: bytes) -> Program:
    """Keep a small PNG or JPEG file as the thumbnail of one's own program.

    Raises Problem `not_found`, `too_large` or `bad_picture`.
    """
    found = _own(room, actor, "program.save", project, program)
    program_files.check_thumbnail(picture)
    pictured = msgspec.structs.replace(found, thumbnail=_hash(picture))
    if pictured != found:
        room.db.put_blob(found.blob(THUMBNAIL), picture)
        room.save(pictured)
    return pictured


@atomic
def delete(room: Room, actor: Actor, project: str, program: str) -> None:
    """Delete a program with all its versions; one on the projector is taken off it.

    One's own, or for the teacher and the project's owner anyone's. Raises Problem `not_found`.
    """
    found = _visible(room, actor, "program.delete", project, program)
    of = permitted(room, actor, "program.delete", project)
    if found.contributor != actor.contributor and not allowed(actor, "program.delete_any", of):
        raise Problem("not_found")
    cascade.forget_programs(room, id=found.id)
    cascade.forget_leavers(room)


@atomic
def _store(
    room: Room,
    actor: Actor,
    project: str,
    id: str,
    name: str | None,
    draft: Version,
    body: bytes,
) -> tuple[Program, bool]:
    found = permitted(room, actor, "program.save", project)
    if id:
        before = _own(room, actor, "program.save", project, id)
        named = msgspec.structs.replace(before, name=before.name if name is None else name)
        return _grown(room, named, draft, body), False
    sent_before = _same(room, actor, found, name or "", draft)
    if sent_before is not None:
        return _grown(room, sent_before, draft, body), False
    return _begun(room, actor, found, name or "", draft, body), True


def _begun(
    room: Room, actor: Actor, project: Project, name: str, draft: Version, body: bytes
) -> Program:
    most = room.limits.max_programs
    if room.size(Program, project=project.id, contributor=actor.contributor) >= most:
        raise Problem("too_many_programs", max=most)
    program = Program(
        id=secrets.token_hex(8),
        project=project.id,
        contributor=actor.contributor,
        name=name,
        versions=(draft,),
    )
    room.db.put_blob(program.blob(draft.number), body)
    room.insert(program)
    return program


def _grown(room: Room, before: Program, draft: Version, body: bytes) -> Program:
    """Return a program with its next version; a file that it has as its last is not kept twice."""
    last = before.versions[-1]
    if last.sha256 == draft.sha256:
        kind: VersionKind = "saved" if "saved" in (last.kind, draft.kind) else "auto"
        versions = (*before.versions[:-1], msgspec.structs.replace(last, kind=kind))
    else:
        following = msgspec.structs.replace(draft, number=last.number + 1)
        versions = (*before.versions, following)
        room.db.put_blob(before.blob(following.number), body)
    after = msgspec.structs.replace(before, versions=_kept(versions))
    room.db.remove_blobs(before.blobs.keys() - after.blobs.keys())
    _put_last(room, after)
    return after


def _put_last(room: Room, program: Program) -> None:
    """Store a program as the one saved last: a clock that may be wrong cannot say which was."""
    table = room.db.table("programs")
    table.remove(doc_ids=[item.doc_id for item in table.group(id=program.id)])
    room.insert(program)


def _kept(versions: tuple[Version, ...]) -> tuple[Version, ...]:
    numbers = {
        version.number
        for kind, most in KEPT.items()
        for version in [one for one in versions if one.kind == kind][-most:]
    }
    return tuple(version for version in versions if version.number in numbers)


def _same(room: Room, actor: Actor, project: Project, name: str, draft: Version) -> Program | None:
    """Return the program that was made of this file under this name before: it was sent twice."""
    for program in room.group(Program, project=project.id, contributor=actor.contributor):
        if program.name == name and program.versions[-1].sha256 == draft.sha256:
            return program
    return None


def _visible(room: Room, actor: Actor, action: str, project: str, program: str) -> Program:
    of = permitted(room, actor, action, project)
    found = room.find(Program, id=program)
    if found is None or found.project != project or not _sees(room, actor, of, found):
        raise Problem("not_found")
    return found


def _own(room: Room, actor: Actor, action: str, project: str, program: str) -> Program:
    found = _visible(room, actor, action, project, program)
    if found.contributor != actor.contributor:
        raise Problem("not_found")
    return found


def _sees(room: Room, actor: Actor, project: Project, program: Program) -> bool:
    """Tell whether `actor` may see this program of a project whose programs they may list."""
    if actor.tool == "scratch_watch" and actor.program != program.id:
        return False
    if actor.role == "projector":
        return any(show.program == program.id for show in room.everything(Show))
    own = program.contributor == actor.contributor
    return own or allowed(actor, "program.read_any", project)


def _bytes(room: Room, blob: str, sha256: str) -> bytes:
    body = room.db.blob(blob)
    if body is None or _hash(body) != sha256:
        raise Problem("damaged_program")
    return body


def _hash(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
