"""Media: what is stored of a file that somebody sent."""

from flask import Blueprint
from flask import Response

from trainer.learning import BadRequest
from trainer.networks import MEDIA
from trainer.routes import as_packed
from trainer.routes import body
from trainer.routes import service

api = Blueprint("media", __name__)
MOST_FILE = 64_000_000


@api.post("/media/<kind>")
def prepare(kind: str) -> Response:
    """Give what is stored of a picture or sound: bytes, type and preview."""
    if kind not in MEDIA:
        raise BadRequest(f"there are no files of {kind!r}")
    found = service().senses.prepare(kind, body(MOST_FILE))
    return as_packed({"data": found.data, "mime": found.mime, "preview": found.preview})
