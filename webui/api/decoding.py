"""From bytes to records: what a request says, checked against the types that describe it."""

import re
from pathlib import Path
from typing import Any
from typing import Final
from typing import IO
from typing import TypeVar

import msgspec
from flask import request

from appliance.classroom.problems import Problem
from webui.security import allow_upload

T = TypeVar("T", bound=msgspec.Struct)

_AT: Final = re.compile(r" - at `(?:key in )?\$?\.?([^`]*)`$")
_NAMED: Final = re.compile(r"(?:required|unknown) field `([^`]*)`")
_ZIP: Final = {"application/zip", "application/x-zip-compressed", "application/octet-stream"}
_CHUNK: Final = 1 << 20


class Input(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A body or query that is read exactly: no unknown fields, no other types."""


def body(kind: type[T]) -> T:
    """Return the JSON body of the request as a record.

    Raises Problem `unsupported_media` or `bad_request`, which names the field, and werkzeug's
    RequestEntityTooLarge.
    """
    if request.mimetype != "application/json":
        raise Problem("unsupported_media")
    try:
        return msgspec.json.decode(raw(), type=kind)
    except msgspec.ValidationError as error:
        raise _invalid(error) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Problem("bad_request", detail="not valid JSON in UTF-8") from None


def raw() -> bytes:
    """Return the body of the request as it came; raises werkzeug's RequestEntityTooLarge."""
    content = request.get_data(cache=False)
    if request.content_length is None:  # in chunks; what is beyond the limit is not in `content`
        request.stream.read(1)
    return content


def query(kind: type[T]) -> T:
    """Return the query string as a record; raises Problem `bad_request`."""
    given: dict[str, Any] = {}
    for name, values in request.args.lists():
        if len(values) > 1:
            raise Problem("bad_request", field=name, detail="given more than once")
        given[name] = values[0]
    try:
        return msgspec.convert(given, kind, strict=False)
    except msgspec.ValidationError as error:
        raise _invalid(error) from None


def given(record: msgspec.Struct) -> dict[str, Any]:
    """Return the fields of a record that the request set."""
    values = msgspec.structs.asdict(record)
    return {name: value for name, value in values.items() if value is not msgspec.UNSET}


def upload(target: Path) -> None:
    """Write the uploaded file to `target`: the body itself, or the field `file` of a form.

    Never holds more than a small part in memory. Raises Problem `bad_request` or
    `unsupported_media`, and werkzeug's RequestEntityTooLarge.
    """
    allow_upload()
    if request.mimetype == "multipart/form-data":
        part = request.files.get("file")
        if part is None:
            raise Problem("bad_request", field="file", detail="the form has no file")
        _copy(part.stream, target)
    elif request.mimetype in _ZIP:
        _copy(request.stream, target)
    else:
        raise Problem("unsupported_media")


def _copy(source: IO[bytes], target: Path) -> None:
    with target.open("wb") as file:
        while chunk := source.read(_CHUNK):
            file.write(chunk)


def _invalid(error: msgspec.ValidationError) -> Problem:
    text = str(error)
    named, at = _NAMED.search(text), _AT.search(text)
    parts = [at.group(1) if at else "", named.group(1) if named else ""]
    field = ".".join(part for part in parts if part)[:100]
    return Problem("bad_request", field=field or None, detail=_AT.sub("", text)[:200])
