"""The keys under which the trainer keeps vectors: SHA-256 of a content, whoever wrote it."""

import hashlib
import re
from collections.abc import Mapping
from typing import Any
from typing import Final

from appliance.classroom.records import MEDIA
from appliance.classroom.records import ProjectType
from appliance.classroom.room import Room

_SHA256: Final = re.compile(r"[0-9a-f]{64}")


def key_of(type: ProjectType, data: str) -> str:
    """Return the key of an example's content, from its data."""
    return data if type in MEDIA else hashlib.sha256(data.encode()).hexdigest()


def possible_keys(data: str) -> list[str]:
    """Return the keys that data may have stood for, where its project is not known any more."""
    keys = [hashlib.sha256(data.encode()).hexdigest()]
    return [*keys, data] if _SHA256.fullmatch(data) else keys


def content_of(room: Room, type: ProjectType, document: Mapping[str, Any]) -> bytes | None:
    """Return the bytes whose SHA-256 is the key, or None where they are gone or damaged."""
    if type not in MEDIA:
        return str(document["data"]).encode()
    blob = room.db.blob(document["id"])
    whole = blob is not None and hashlib.sha256(blob).hexdigest() == document["data"]
    return blob if whole else None
