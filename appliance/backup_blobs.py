"""The pictures, sounds and programs in a backup: one member, read and written one after the other.

Each is the length of its name and of its bytes (2 and 4 bytes, big-endian), its name in UTF-8, and
its bytes. The name of a picture or sound is its example's id, and the example's data is the SHA-256
of the bytes; what belongs to a program is named by `Program.blobs`.
"""

import hashlib
import logging
import struct
from collections.abc import Collection
from collections.abc import Iterator
from collections.abc import Mapping
from typing import Any
from typing import Final
from typing import IO

import msgspec

from appliance.classroom.program_files import LARGEST
from appliance.classroom.records import MEDIA
from appliance.classroom.records import Program
from appliance.classroom.records import THUMBNAIL
from appliance.classroom.room import as_record
from appliance.storage import Database
from appliance.storage import Snapshot
from appliance.storage.migrations import Tables

MEMBER: Final = "blobs.bin"
_HEAD: Final = struct.Struct(">HI")
_LONGEST_NAME: Final = 200
_log = logging.getLogger(__name__)


def expected(tables: Mapping[str, Mapping[int, Mapping[str, Any]]]) -> dict[str, str]:
    """Return name → SHA-256 of the blobs that these documents speak of."""
    projects = tables.get("projects", {}).values()
    media = {project["id"] for project in projects if project["type"] in MEDIA}
    examples = tables.get("examples", {}).values()
    found = {item["id"]: item["data"] for item in examples if item.get("project") in media}
    for document in tables.get("programs", {}).values():
        found |= as_record(Program, document).blobs
    return found


def in_snapshot(snapshot: Snapshot) -> dict[str, str]:
    """Return name → SHA-256 of the blobs of a snapshot."""
    return expected({name: documents for name, (_, documents) in snapshot.tables.items()})


def packed(db: Database, wanted: Mapping[str, str], lost: set[str]) -> Iterator[bytes]:
    """Yield the member's bytes; names of what is not whole, or gone by now, are put in `lost`."""
    whole = set[str]()
    for name, sha256 in wanted.items():
        body, (of, _, part) = db.blob(name), name.partition(".")
        # a program's picture comes after its versions, and is of no use without any
        alone = part == THUMBNAIL and of not in whole
        if alone or body is None or hashlib.sha256(body).hexdigest() != sha256:
            lost.add(name)
            continue
        whole.add(of)
        coded = name.encode()
        yield _HEAD.pack(len(coded), len(body)) + coded + body
    if lost:
        _log.warning("%s files are not whole, so what they are of is not in the backup", len(lost))


def without(snapshot: Snapshot, lost: Collection[str]) -> None:
    """Take out of a snapshot what is of lost blobs: examples, versions and pictures of programs."""
    _, examples = snapshot.tables.get("examples", (None, {}))
    for doc_id in [key for key, document in examples.items() if document["id"] in lost]:
        del examples[doc_id]
    _, programs = snapshot.tables.get("programs", (None, {}))
    for doc_id, document in list(programs.items()):
        left = _without(as_record(Program, document), lost)
        programs[doc_id] = msgspec.to_builtins(left)
        if not left.versions:
            del programs[doc_id]


def _without(program: Program, lost: Collection[str]) -> Program:
    kept = tuple(one for one in program.versions if program.blob(one.number) not in lost)
    pictured = program.blob(THUMBNAIL) not in lost
    return msgspec.structs.replace(
        program, versions=kept, thumbnail=program.thumbnail if pictured else ""
    )


def unpacked(member: IO[bytes]) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of each; raises ValueError where they are not as they were written."""
    while head := member.read(_HEAD.size):
        name_length, length = _HEAD.unpack(head)
        if name_length > _LONGEST_NAME or length > LARGEST:
            raise ValueError("a file is larger than any")
        name, body = member.read(name_length), member.read(length)
        if len(name) < name_length or len(body) < length:
            raise ValueError("a file is cut off")
        yield name.decode(), body


def check(member: IO[bytes], tables: Tables) -> None:
    """Raise ValueError unless the member holds the files of these documents, and no others."""
    left = expected(tables)
    for name, body in unpacked(member):
        if hashlib.sha256(body).hexdigest() != left.pop(name):
            raise ValueError("a file is not the one that was written")
    if left:
        raise ValueError("a file is missing")
