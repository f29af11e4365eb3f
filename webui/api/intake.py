"""What somebody sends as an example, made into what is stored: the files by the trainer."""

import binascii
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore
from typing import Final

from appliance.classroom.contents import Data
from appliance.classroom.problems import Problem
from appliance.classroom.records import MEDIA
from appliance.classroom.records import Project
from appliance.media import Prepared
from webui.api.asked import Asked
from webui.box import box

_MARK: Final = ";base64,"
_LARGE: Final = 1_000_000
_turns: Final = BoundedSemaphore(3)


def file(project: Project, data: Asked) -> Prepared | None:
    """Return the picture or sound that an example of a media project holds, else None.

    `data` is base64, or a `data:` URL. Raises Problem `bad_request`, `too_large`, and what
    `MediaDesk.prepare` raises.
    """
    if project.type not in MEDIA:
        return None
    if not isinstance(data, str):
        raise Problem("bad_request", field="data", detail="base64 is needed")
    with _turn(len(data)):
        return box().media.prepare(project.type, _decoded(project, data))


def data_of(data: Asked, prepared: Prepared | None) -> Data:
    """Return the data to store for what was sent."""
    return data if prepared is None else prepared.key


@contextmanager
def _turn(size: int) -> Iterator[None]:
    """Let a few large files be in memory at once; small ones, as our own pages send, pass by."""
    if size < _LARGE:
        yield
        return
    with _turns:
        yield


def _decoded(project: Project, data: str) -> bytes:
    settings = box().settings
    most = settings.max_image_mb if project.type == "images" else settings.max_sound_mb
    plain = data.partition(_MARK)[2] if data.startswith("data:") else data
    if len(plain) > most * 1_000_000 * 4 // 3 + 4:
        raise Problem("too_large", field="data", max=f"{most} MB")
    try:
        return b64decode(plain, validate=True)
    except (binascii.Error, ValueError):
        raise Problem("bad_request", field="data", detail="not base64") from None
