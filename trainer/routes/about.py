"""What the service is doing, and what it works with."""

from flask import Blueprint
from flask import request
from flask import Response

from trainer.features import uses
from trainer.routes import as_json
from trainer.routes import service

api = Blueprint("about", __name__)
KINDS = ("text", "images", "sounds")


@api.get("/health")
def health() -> Response:
    """Say that the service answers, which training runs in which process, and the worker's."""
    here = service()
    return as_json({"status": "ok", "fits": here.fits.running(), "worker": here.senses.workers.pid})


@api.get("/uses")
def used() -> Response:
    """Say what this machine embeds each type with, and which weights it misses."""
    language = request.args.get("language", "")
    return as_json({kind: uses(kind, language) for kind in KINDS})
