"""The routes of the service, by what they are about; see docs/trainer.md."""

from typing import Any

import msgspec
from flask import current_app
from flask import request
from flask import Response
from msgspec import Struct

from trainer.fits import Fits
from trainer.folder import Folder
from trainer.places import Places
from trainer.senses import Senses
from trainer.store import ModelStore
from trainer.vectors import Vectors

PACKED = "application/msgpack"
BYTES = "application/octet-stream"


class Service(Struct, frozen=True):
    """All that the routes share."""

    places: Places
    store: ModelStore
    reports: Folder
    vectors: Vectors
    fits: Fits
    senses: Senses


def service() -> Service:
    """Return what the routes of this application share."""
    found: Service = current_app.extensions["trainer"]
    return found


def as_json(value: Any, status: int = 200) -> Response:
    """Return a response of JSON."""
    return Response(msgspec.json.encode(value), status, content_type="application/json")


def as_packed(value: Any) -> Response:
    """Return a response of msgpack."""
    return Response(msgspec.msgpack.encode(value), content_type=PACKED)


def body(most: int) -> bytes:
    """Return the body of the request; one of more bytes than `most` is refused with 413."""
    request.max_content_length = most
    return request.get_data(cache=False)
