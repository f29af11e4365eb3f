"""The trainer's HTTP service: what it is made of, and how it refuses. See docs/trainer.md."""

import traceback
from pathlib import Path

import msgspec
from flask import current_app
from flask import Flask
from flask import Response
from werkzeug.exceptions import HTTPException

from trainer import reports
from trainer.features import MissingWeights
from trainer.fits import Busy
from trainer.fits import Fits
from trainer.folder import Folder
from trainer.learning import BadRequest
from trainer.model_file import DamagedModel
from trainer.nursery import Nursery
from trainer.places import Places
from trainer.routes import about
from trainer.routes import as_json
from trainer.routes import fits
from trainer.routes import media
from trainer.routes import models
from trainer.routes import Service
from trainer.routes import vectors
from trainer.senses import RefusedErrand
from trainer.senses import Senses
from trainer.store import ModelStore
from trainer.store import UnknownModel
from trainer.vectors import Vectors
from trainer.workers import WorkerAway
from trainer.workers import Workers

_TOO_LARGE = 413
_STATUS = {"missing_weights": 503, "other_features": 409, "broken": 500}
"""Of what the worker refuses; all else is what was wrong with the item."""


def create_app(state: Path) -> Flask:
    """Return the service, which keeps its caches in the folder `state`."""
    places = Places(state)
    places.make()
    app = Flask("trainer", static_folder=None)
    app.extensions["trainer"] = Service(
        places=places,
        store=ModelStore(places.models),
        reports=Folder(places.reports, reports.SUFFIX, reports.MOST_BYTES),
        vectors=Vectors(places.vectors),
        fits=Fits(Nursery()),
        senses=Senses(Workers()),
    )
    for part in (about, fits, media, models, vectors):
        app.register_blueprint(part.api)
    app.register_error_handler(Exception, _refused)
    return app


_REFUSALS: dict[type[Exception], tuple[int, str]] = {
    UnknownModel: (404, "unknown_model"),
    DamagedModel: (400, "damaged_model"),
    BadRequest: (400, "bad_request"),
    msgspec.MsgspecError: (400, "bad_request"),
    UnicodeError: (400, "bad_request"),
    MissingWeights: (503, "missing_weights"),
    WorkerAway: (503, "worker_away"),
    Busy: (503, "busy"),
}


def _refused(error: Exception) -> Response:
    if isinstance(error, RefusedErrand):
        return _error(_STATUS.get(error.code, 400), error.code, ", ".join(error.names))
    for kind, (status, code) in _REFUSALS.items():
        if isinstance(error, kind):
            return _error(status, code, str(error))
    if isinstance(error, HTTPException):
        status = error.code or 500
        code = "too_large" if status == _TOO_LARGE else "bad_request"
        return _error(status, code, error.name)
    # Not the error's message: it may hold words of the children.
    where = "".join(traceback.format_tb(error.__traceback__))
    current_app.logger.error("%s\n%s", type(error).__name__, where)
    return _error(500, "broken", type(error).__name__)


def _error(status: int, code: str, message: str) -> Response:
    return as_json({"error": {"code": code, "message": message}}, status)
