"""The HTTP API of Machine Learning for Kids, so that its clients work by changing the host name.

Shapes and error texts as its server has them (IBM/taxinomitis, `lib/restapi/scratch.ts` and
`lib/scratchx/`), except where its server would guess at random: without a model we say so.
"""

import functools
import uuid
from collections.abc import Callable
from datetime import datetime
from datetime import UTC
from typing import Any
from typing import Final

import msgspec
from flask import Flask
from flask import request
from flask import Response

from appliance.classroom import contents
from appliance.classroom import examples
from appliance.classroom import keys
from appliance.classroom import models
from appliance.classroom.examples import Stored
from appliance.classroom.problems import Problem
from appliance.classroom.records import Actor
from appliance.classroom.records import MEDIA
from appliance.classroom.records import Project
from appliance.classroom.records import ProjectType
from webui import problems
from webui.api import decoding
from webui.api import shapes
from webui.api import stage
from webui.api.asked import Asked
from webui.api.examples import added
from webui.api.examples import FOR_EVER
from webui.api.examples import NewExample
from webui.api.routes import as_json
from webui.box import box
from webui.security import allow_media

PREFIX: Final = "/api/scratch/<key>"
_CORS: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Content-Type, X-User-Agent, If-Modified-Since",
    "Access-Control-Max-Age": "600",
}
_PAGE: Final = 500
_TYPES: Final[dict[ProjectType, str]] = {
    "text": "text", "numbers": "numbers", "images": "imgtfjs", "sounds": "sounds",
}  # fmt: skip
"""type of a project → what its clients call it."""
_DATA: Final[dict[ProjectType, str]] = {
    "text": "textdata", "numbers": "numberdata", "images": "imageurl", "sounds": "audiodata",
}  # fmt: skip
"""type of a project → the field of an example that holds its data."""
_THEIR_WORDS: Final = {
    "unknown_label": "Invalid label",
    **dict.fromkeys(
        (
            "bad_text",
            "bad_row",
            "bad_value",
            "bad_picture",
            "bad_sound",
            "picture_too_big",
            "sound_too_long",
            "sound_too_short",
            "unsupported_media_file",
        ),
        "Invalid data",
    ),
}


class Question(msgspec.Struct, frozen=True):
    """What a client asks about; its clients send other fields too, which do not matter."""

    data: Asked


class Training(msgspec.Struct, frozen=True):
    """An example that a client adds."""

    data: Asked
    label: str


Answers = Callable[[Actor, Project], Any]


def classify(actor: Actor, project: Project) -> list[dict[str, Any]]:
    """Return every label with its confidence from 0 to 100, best first."""
    if request.method == "GET":
        asked: Asked = list(request.args.getlist("data"))
        asked = asked if project.type == "numbers" else str((asked or [""])[0])
    else:
        asked = _body(Question, project).data
    found = stage.predict(box(), actor, project.id, _data(project, asked), False)
    made = models.current(box().room, actor, project.id).created
    return [
        {
            "class_name": answer.name,
            "confidence": round(100 * answer.confidence),
            "classifierTimestamp": datetime.fromtimestamp(made, UTC).isoformat(),
        }
        for answer in found.labels
    ]


def list_training(actor: Actor, project: Project) -> list[dict[str, Any]]:
    """Return the examples that this person may see."""
    found: list[dict[str, Any]] = []
    after: int | None = 0
    while after is not None:
        page, after = examples.page(box().room, actor, project.id, after=after, limit=_PAGE)
        found += [_training(project, item) for item in page]
    return found


def add_training(actor: Actor, project: Project) -> dict[str, Any]:
    """Add an example and return it."""
    sent = _body(Training, project)
    if not _is_there(sent.data) or not sent.label.strip():
        raise Problem("bad_request", detail="Missing data")
    new = NewExample(id=str(uuid.uuid4()), label=sent.label, data=sent.data)
    stored, _ = added(actor, project.id, new)
    return _training(project, stored)


def train(actor: Actor, project: Project) -> dict[str, Any]:
    """Start a training and return the status, 0 with the reason where it cannot start."""
    try:
        box().training.start(actor, project.id)
    except Problem as problem:
        if problem.code in {"few_labels", "few_examples"}:
            return {"status": 0, "msg": problems.message(problem), "type": _TYPES[project.type]}
        if problem.code != "training_runs":
            raise
    return _not_ready(project)


def status(actor: Actor, project: Project) -> dict[str, Any]:
    """Return 2 for a model that is ready, 1 while one is trained, 0 where there is none."""
    try:
        models.current(box().room, actor, project.id)
        ready = True
    except Problem as problem:
        if problem.code != "no_model":
            raise
        ready = False
    if box().training.running(project.id) is not None:
        return _not_ready(project)
    if ready:
        return {"status": 2, "msg": "Ready", "type": _TYPES[project.type]}
    words = problems.message(Problem("no_model"))
    return {"status": 0, "msg": words, "type": _TYPES[project.type]}


ROUTES: Final[dict[tuple[str, str], Answers]] = {
    ("GET", "/classify"): classify,
    ("POST", "/classify"): classify,
    ("GET", "/train"): list_training,
    ("POST", "/train"): add_training,
    ("POST", "/models"): train,
    ("GET", "/status"): status,
}
"""(method, path) → what answers it for the person and project that the key stands for."""
FILE: Final = "/train/<example>"
"""The path of the picture or sound of an example."""


def init_app(app: Flask) -> None:
    """Serve these routes, to pages of every site: only the key says who asks."""
    for (method, path), answer in ROUTES.items():
        endpoint = f"compat.{method.lower()}_{path[1:]}"
        view = functools.partial(_respond, answer)
        app.add_url_rule(
            PREFIX + path, endpoint, view, methods=[method], provide_automatic_options=False
        )
    app.add_url_rule(
        PREFIX + FILE, "compat.get_file", _file, methods=["GET"], provide_automatic_options=False
    )
    for path in sorted({path for _, path in ROUTES}):
        app.add_url_rule(
            PREFIX + path, f"compat.options_{path[1:]}", _preflight, methods=["OPTIONS"]
        )


def _file(key: str, example: str) -> Response:
    """Give the picture or sound of an example, at the address that `list_training` tells."""
    try:
        actor, project = _resolved(key)
        _, data = examples.file(box().room, actor, project.id, example)
    except Exception as error:
        response = _refused(problems.as_problem(error))
    else:
        response = Response(data, mimetype=contents.MIMES[project.type])
        response.headers["Cache-Control"] = FOR_EVER
    response.headers.update(_CORS)
    return response


def _respond(answer: Answers, key: str) -> Response:
    try:
        response = as_json(answer(*_resolved(key)))
    except Exception as error:
        response = _refused(problems.as_problem(error))
    response.headers.update(_CORS)
    return response


def _preflight(key: str) -> Response:
    return Response(status=204, headers=_CORS)


def _resolved(key: str) -> tuple[Actor, Project]:
    try:
        return keys.resolve(box().room, key)
    except Problem as problem:
        raise _KeyUnknown from problem


class _KeyUnknown(Problem):
    def __init__(self) -> None:
        super().__init__("not_found", detail="Scratch key not found")


def _refused(problem: Problem) -> Response:
    words = problem.values.get("detail") or _THEIR_WORDS.get(problem.code)
    return as_json({"error": words or problems.message(problem)}, problem.kind.status)


def _not_ready(project: Project) -> dict[str, Any]:
    return {"status": 1, "msg": "Model not ready yet", "type": _TYPES[project.type]}


def _data(project: Project, asked: Asked) -> Asked:
    """Return what is asked about; raises Problem where there is nothing."""
    if isinstance(asked, str) and project.type == "text":
        # Their clients send what Scratch programs make, line breaks and tabs too.
        asked = " ".join(asked.split())
    fits = isinstance(asked, list) == (project.type == "numbers")
    if not fits or not _is_there(asked):
        raise Problem("bad_request", detail="Missing data")
    return asked


def _is_there(data: Asked) -> bool:
    return bool(data.strip() if isinstance(data, str) else data)


def _body(kind: type[Any], project: Project) -> Any:
    allow_media(project.id)
    try:
        return msgspec.json.decode(decoding.raw(), type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Problem("bad_request", detail="Missing data") from None


def _training(project: Project, stored: Stored) -> dict[str, Any]:
    names = {label.id: label.name for label in project.labels}
    example = stored.example
    label = names.get(example.label, example.label)
    return {"id": example.id, _DATA[project.type]: _shown(project, stored), "label": label}


def _shown(project: Project, stored: Stored) -> object:
    """Return the data of an example as clients know it: of a file, the address where it is."""
    if project.type in MEDIA:
        return f"{request.base_url}/{stored.example.id}"
    return shapes.data(stored)
