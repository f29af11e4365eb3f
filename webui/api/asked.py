"""What a model is asked about, in the form in which its project's examples are stored."""

import binascii
from base64 import b64decode
from typing import Final

from appliance.classroom import names
from appliance.classroom import values
from appliance.classroom.problems import Problem
from appliance.classroom.records import MEDIA
from appliance.classroom.records import Project
from appliance.classroom.room import Room

Asked = str | list[values.Value]
"""A text, a file in base64 (a `data:` URL is fine), or a row of numbers, choices and nulls."""
_MARK: Final = ";base64,"


def item(room: Room, project: Project, data: Asked) -> str:
    """Return what the trainer is asked: a clean text, a row as it is stored, or plain base64.

    A row may also come as its JSON. Raises Problem `bad_text`, `bad_value`, `bad_row` or
    `bad_request`.
    """
    if project.type == "numbers":
        row = values.read_row(data) if isinstance(data, str) else data
        return values.clean_row(project.fields, row)
    if not isinstance(data, str):
        raise Problem("bad_request", field="data", detail="a text or base64 is needed")
    if project.type in MEDIA:
        return _base64(data)
    return names.clean_text(data, room.limits.max_text)


def _base64(data: str) -> str:
    plain = data.partition(_MARK)[2] if data.startswith("data:") else data
    try:
        b64decode(plain, validate=True)
    except (binascii.Error, ValueError):
        raise Problem("bad_request", field="data", detail="not base64") from None
    return plain
