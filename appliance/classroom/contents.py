"""What an example consists of, by the type of its project, checked before it is stored."""

import hashlib
from collections.abc import Sequence
from typing import Final
from typing import NamedTuple

from appliance.classroom import names
from appliance.classroom import values
from appliance.classroom.problems import Problem
from appliance.classroom.records import MEDIA
from appliance.classroom.records import Project
from appliance.classroom.records import ProjectType

MAX_PICTURE: Final = 40 * 1024
"""Bytes of a stored picture."""
MAX_SOUND: Final = 512 * 1024
"""Bytes of a stored sound: ten seconds at 16 kHz are 320 kB before they are compressed."""
MAX_SOUND_SECONDS: Final = 10
MIMES: Final[dict[ProjectType, str]] = {"images": "image/jpeg", "sounds": "audio/flac"}
_PEAKS: Final = 128
"""Hex digits of a sound's preview."""

Data = str | Sequence[object]
"""A text; a row of values, or its JSON; the SHA-256 of a picture or a sound."""


class Content(NamedTuple):
    """What an example consists of."""

    data: str
    blob: bytes | None = None
    preview: str = ""


def clean(
    project: Project, data: Data, max_text: int, blob: bytes | None = None, preview: str = ""
) -> Content:
    """Return the content of an example of this project as it is stored.

    Raises Problem `bad_text`, `bad_value`, `bad_row` or `bad_request`, and what `require_media`
    raises.
    """
    if project.type == "numbers":
        row = values.read_row(data) if isinstance(data, str) else data
        return Content(values.clean_row(project.fields, row))
    if not isinstance(data, str):
        raise Problem("bad_request", field="data", detail="a list is for numbers projects")
    if project.type not in MEDIA:
        return Content(names.clean_text(data, max_text))
    if blob is None:
        raise Problem("bad_request", field="data", detail="the file is missing")
    require_media(project.type, data, blob)
    return Content(data, blob, clean_preview(project.type, preview))


def require_media(type: ProjectType, sha256: str, blob: bytes) -> None:
    """Raise Problem `bad_picture` or `bad_sound` unless these are the bytes, as the box stores."""
    whole = hashlib.sha256(blob).hexdigest() == sha256
    fits = _is_picture(blob) if type == "images" else _is_sound(blob)
    if not whole or not fits:
        raise Problem("bad_picture" if type == "images" else "bad_sound", field="data")


def clean_preview(type: ProjectType, preview: str) -> str:
    """Return the preview of a sound, or an empty one where it is none."""
    fits = type == "sounds" and len(preview) == _PEAKS and _is_hex(preview)
    return preview.lower() if fits else ""


def seconds(sound: bytes) -> float:
    """Return how long a FLAC is, 0 where it does not say.

    Its first block is STREAMINFO: 20 bits of the rate, 3 + 5 of others, 36 of the samples
    (RFC 9639, section 8.2).
    """
    packed = int.from_bytes(sound[18:26], "big")
    rate, samples = packed >> 44, packed & (1 << 36) - 1
    return samples / rate if rate else 0.0


def _is_picture(blob: bytes) -> bool:
    return len(blob) <= MAX_PICTURE and blob.startswith(b"\xff\xd8\xff")


def _is_sound(blob: bytes) -> bool:
    whole = len(blob) <= MAX_SOUND and blob.startswith(b"fLaC\x00\x00\x00\x22")
    return whole and 0 < seconds(blob) <= MAX_SOUND_SECONDS + 0.1


def _is_hex(text: str) -> bool:
    return all(char in "0123456789abcdefABCDEF" for char in text)
