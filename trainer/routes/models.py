"""Models: their files, their predictions, and packages of them."""

import msgspec
from flask import Blueprint
from flask import Response

from trainer.predicting import answers
from trainer.predicting import Question
from trainer.routes import as_json
from trainer.routes import body
from trainer.routes import BYTES
from trainer.routes import service

api = Blueprint("models", __name__)
MOST_MODEL = 256_000_000
MOST_QUESTION = 100_000_000
MOST_ABOUT = 1_000_000


@api.get("/models/<name>")
def model(name: str) -> Response:
    """Give the bytes of a model."""
    return Response(service().store.path(name).read_bytes(), content_type=BYTES)


@api.put("/models/<name>")
def put(name: str) -> Response:
    """Keep a model."""
    service().store.put(name, body(MOST_MODEL))
    return Response(status=204)


@api.delete("/models/<name>")
def forget(name: str) -> Response:
    """Drop a model, so that no word of its examples stays here."""
    service().store.forget(name)
    return Response(status=204)


@api.post("/models/<name>/predict")
def predict(name: str) -> Response:
    """Give labels, and if asked reasons, for each example of the body."""
    here = service()
    question = msgspec.json.decode(body(MOST_QUESTION), type=Question)
    found = answers(here.store.model(name), here.store.path(name), question, here.senses)
    return as_json({"predictions": found})


@api.post("/models/<name>/export")
def export(name: str) -> Response:
    """Give a model as a zip that is of use elsewhere."""
    here = service()
    data = here.senses.export(here.store.path(name), body(MOST_ABOUT))
    return Response(data, content_type="application/zip")
