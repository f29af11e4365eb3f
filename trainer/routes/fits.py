"""Trainings and studies, and the reports on them."""

from collections.abc import Iterator

import msgspec
from flask import Blueprint
from flask import request
from flask import Response

from trainer.orders import Limits
from trainer.orders import Order
from trainer.routes import as_json
from trainer.routes import Service
from trainer.routes import service

api = Blueprint("fits", __name__)
_CHUNK = 65_536


@api.post("/fits/<name>")
def start(name: str) -> Response:
    """Do what the body asks for and stream events; hanging up cancels."""
    here = service()
    limits = msgspec.convert(request.args.to_dict(), Limits, strict=False)
    order = Order(
        bytes=request.content_length or 0,
        memory_mb=limits.memory_mb,
        seconds=limits.seconds,
        state=str(here.places.state.resolve()),
    )
    running = here.fits.run(name, order, _body())
    response = Response(_watched(iter(running), here), mimetype="application/x-ndjson")
    response.call_on_close(running.close)
    return response


def _body() -> Iterator[bytes]:
    while chunk := request.stream.read(_CHUNK):
        yield chunk


def _watched(events: Iterator[bytes], here: Service) -> Iterator[bytes]:
    for line in events:
        _noticed(msgspec.json.decode(line), here)
        yield line


def _noticed(event: dict[str, str], here: Service) -> None:
    if event["event"] == "done" and "model" in event:
        here.store.arrived(event["model"])
        here.reports.arrived(event["report"])
    elif event["event"] == "failed" and event["code"] == "missing_vectors":
        # A vector may be there and be damaged: then it is made again only once it is gone.
        here.vectors.mend()


@api.delete("/fits/<name>")
def cancel(name: str) -> Response:
    """End a training or a study."""
    return Response(status=204 if service().fits.cancel(name) else 404)


@api.get("/reports/<name>")
def report(name: str) -> Response:
    """Give what cross-validation guessed for each example of a training, by its place."""
    try:
        data = service().reports.file(name).read_bytes()
    except FileNotFoundError:
        return as_json({"error": {"code": "unknown_report", "message": name}}, 404)
    return Response(data, content_type="application/json")
