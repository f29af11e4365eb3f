"""The pictures and sounds in a backup: one member, read and written one after the other.

Each is the length of its name and of its bytes (2 and 4 bytes, big-endian), its name in UTF-8, and
its bytes. The name is the example's id, and the example's data is the SHA-256 of the bytes.
"""

import hashlib
import logging
import struct
from collections.abc import Iterator
from collections.abc import Mapping
from typing import Any
from typing import Final
from typing import IO

from appliance.classroom import contents
from appliance.classroom.records import MEDIA
from appliance.storage import Database
from appliance.storage import Snapshot
from appliance.storage.migrations import Tables

MEMBER: Final = "blobs.bin"
_HEAD: Final = struct.Struct(">HI")
_LONGEST_NAME: Final = 200
_log = logging.getLogger(__name__)


def expected(tables: Mapping[str, Mapping[int, Mapping[str, Any]]]) -> dict[str, str]:
    """Return id → SHA-256 of the pictures and sounds that these documents speak of."""
    projects = tables.get("projects", {}).values()
    media = {project["id"] for project in projects if project["type"] in MEDIA}
    examples = tables.get("examples", {}).values()
    return {item["id"]: item["data"] for item in examples if item.get("project") in media}


def in_snapshot(snapshot: Snapshot) -> dict[str, str]:
    """Return id → SHA-256 of the pictures and sounds of a snapshot."""
    return expected({name: documents for name, (_, documents) in snapshot.tables.items()})


def packed(db: Database, wanted: Mapping[str, str], lost: set[str]) -> Iterator[bytes]:
    """Yield the member's bytes; the ids of what is not whole, or gone by now, are put in `lost`."""
    for name, sha256 in wanted.items():
        body = db.blob(name)
        if body is None or hashlib.sha256(body).hexdigest() != sha256:
            lost.add(name)
            continue
        coded = name.encode()
        yield _HEAD.pack(len(coded), len(body)) + coded + body
    if lost:
        _log.warning("%s examples have no whole file, so they are not in the backup", len(lost))


def unpacked(member: IO[bytes]) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of each; raises ValueError where they are not as they were written."""
    while head := member.read(_HEAD.size):
        name_length, length = _HEAD.unpack(head)
        if name_length > _LONGEST_NAME or length > contents.MAX_SOUND:
            raise ValueError("a picture or sound is larger than any")
        name, body = member.read(name_length), member.read(length)
        if len(name) < name_length or len(body) < length:
            raise ValueError("a picture or sound is cut off")
        yield name.decode(), body


def check(member: IO[bytes], tables: Tables) -> None:
    """Raise ValueError unless the member holds the files of these documents, and no others."""
    left = expected(tables)
    for name, body in unpacked(member):
        if hashlib.sha256(body).hexdigest() != left.pop(name):
            raise ValueError("a picture or sound is not the one that was written")
    if left:
        raise ValueError("a picture or sound is missing")
