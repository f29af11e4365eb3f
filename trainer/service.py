"""The trainer's HTTP service: fits, models and predictions. See docs/trainer.md."""

import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated
from typing import Any

import msgspec
from flask import Blueprint
from flask import current_app
from flask import Flask
from flask import request
from flask import Response
from msgspec import Meta
from werkzeug.exceptions import HTTPException

from trainer.explain import because
from trainer.explain import WordWeight
from trainer.fits import Busy
from trainer.fits import Fits
from trainer.model import LabelConfidence
from trainer.model import Model
from trainer.model_file import DamagedModel
from trainer.nursery import Nursery
from trainer.orders import Limits
from trainer.orders import Order
from trainer.store import ModelStore
from trainer.store import UnknownModel

MOST_TEXTS = 1_000
_CHUNK = 65_536

api = Blueprint("trainer", __name__)


class Question(msgspec.Struct, forbid_unknown_fields=True):
    """What to predict: the data of up to 1000 examples."""

    data: Annotated[list[str], Meta(max_length=MOST_TEXTS)]


class Answer(msgspec.Struct):
    """All labels, surest first, and the words that spoke for or against the first of them."""

    labels: list[LabelConfidence]
    because: list[WordWeight]


def create_app(state: Path) -> Flask:
    """Return the service, which keeps copies of models in the folder `state`."""
    app = Flask("trainer", static_folder=None)
    app.extensions["store"] = ModelStore(state)
    app.extensions["fits"] = Fits(Nursery())
    app.register_blueprint(api)
    app.register_error_handler(Exception, _refused)
    return app


def _store() -> ModelStore:
    store: ModelStore = current_app.extensions["store"]
    return store


def _fits() -> Fits:
    fits: Fits = current_app.extensions["fits"]
    return fits


def _json(value: Any, status: int = 200) -> Response:
    return Response(msgspec.json.encode(value), status, content_type="application/json")


@api.get("/health")
def health() -> Response:
    """Say that the service answers, and which training runs in which process."""
    return _json({"status": "ok", "fits": _fits().running()})


@api.post("/fits/<name>")
def start(name: str) -> Response:
    """Train on the examples of the body and stream events; hanging up cancels."""
    limits = msgspec.convert(request.args.to_dict(), Limits, strict=False)
    order = Order(
        bytes=request.content_length or 0,
        memory_mb=limits.memory_mb,
        seconds=limits.seconds,
        models=str(_store().folder.resolve()),
    )
    running = _fits().run(name, order, _body())
    response = Response(_watched(iter(running), _store()), mimetype="application/x-ndjson")
    response.call_on_close(running.close)
    return response


def _body() -> Iterator[bytes]:
    while chunk := request.stream.read(_CHUNK):
        yield chunk


def _watched(events: Iterator[bytes], store: ModelStore) -> Iterator[bytes]:
    for line in events:
        event = msgspec.json.decode(line)
        if event["event"] == "done":
            store.arrived(event["model"])
        yield line


@api.delete("/fits/<name>")
def cancel(name: str) -> Response:
    """End a training."""
    return Response(status=204 if _fits().cancel(name) else 404)


@api.get("/models/<name>")
def model(name: str) -> Response:
    """Give the bytes of a model."""
    data = _store().path(name).read_bytes()
    return Response(data, content_type="application/octet-stream")


@api.put("/models/<name>")
def put(name: str) -> Response:
    """Keep a model."""
    _store().put(name, request.get_data())
    return Response(status=204)


@api.delete("/models/<name>")
def forget(name: str) -> Response:
    """Drop a model, so that no word of its examples stays here."""
    _store().forget(name)
    return Response(status=204)


@api.post("/models/<name>/predict")
def predict(name: str) -> Response:
    """Give labels and reasons for each example of the body."""
    question = msgspec.json.decode(request.get_data(), type=Question)
    return _json({"predictions": answers(_store().model(name), question.data)})


def answers(model: Model, examples: list[str]) -> list[Answer]:
    """Return the prediction of each example and why."""
    found = model.confidences(examples)
    return [
        Answer(labels, because(model, example, labels[0].label))
        for example, labels in zip(examples, found, strict=True)
    ]


_REFUSALS: dict[type[Exception], tuple[int, str]] = {
    UnknownModel: (404, "unknown_model"),
    DamagedModel: (400, "damaged_model"),
    msgspec.MsgspecError: (400, "bad_request"),
    UnicodeDecodeError: (400, "bad_request"),
    Busy: (503, "busy"),
}


def _refused(error: Exception) -> Response:
    for kind, (status, code) in _REFUSALS.items():
        if isinstance(error, kind):
            return _json({"error": {"code": code, "message": str(error)}}, status)
    if isinstance(error, HTTPException):
        status = error.code or 500
        return _json({"error": {"code": "bad_request", "message": error.name}}, status)
    # Not the error's message: it may hold words of the children.
    where = "".join(traceback.format_tb(error.__traceback__))
    current_app.logger.error("%s\n%s", type(error).__name__, where)
    return _json({"error": {"code": "broken", "message": type(error).__name__}}, 500)
