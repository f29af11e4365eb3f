"""Training, the versions of a model, what it says, and where it was wrong."""

from typing import Annotated

from flask import Response
from msgspec import Meta
from msgspec import UNSET
from msgspec import UnsetType

from appliance.classroom import models
from appliance.classroom import projects
from appliance.classroom.problems import Problem
from appliance.training import MOST_MISTAKES
from webui.api import shapes
from webui.api import stage
from webui.api.asked import Asked
from webui.api.decoding import given
from webui.api.decoding import Input
from webui.api.routes import route
from webui.api.shapes import ExampleOut
from webui.api.shapes import JobOut
from webui.api.shapes import ModelsOut
from webui.api.shapes import Output
from webui.api.shapes import PredictionOut
from webui.api.shapes import ProjectOut
from webui.auth import actor
from webui.box import box


class Question(Input):
    """What to ask the model about: a text, a row of numbers and choices, or a file in base64.

    `why` asks for reasons; it is true for texts and numbers unless said otherwise.
    """

    data: Asked
    why: bool | UnsetType = UNSET


class Choice(Input):
    """The version to use; 0 is none."""

    version: Annotated[int, Meta(ge=0, le=2**31)]


class Cell(Input):
    """Which examples: of one label, or guessed as one, or both; without, all wrong guesses."""

    label: str | UnsetType = UNSET
    guess: str | UnsetType = UNSET
    limit: Annotated[int, Meta(ge=1, le=MOST_MISTAKES)] = 50


class MistakeOut(Output):
    """An example, and the label that models gave it which had not seen its contributor."""

    example: ExampleOut
    guess: str
    confidence: float


class MistakesOut(Output):
    """The examples of a cell of the confusion matrix, surest guesses first."""

    examples: list[MistakeOut]


class Started(Output):
    """The id of a training or a study."""

    job: str


@route("POST", "/projects/<project>/train", action="model.train", reply=Started, statuses=(202,))
def train(project: str) -> Started:
    """Start a training on the examples as they are now; it cancels a study of this project."""
    return Started(job=box().training.start(actor(), project).id)


@route("GET", "/projects/<project>/jobs/<job>", action="job.read", reply=JobOut)
def get_job(project: str, job: str) -> JobOut:
    """Tell how far a training or a study is."""
    return shapes.job(box().training.job(actor(), project, job))


@route("DELETE", "/projects/<project>/jobs/<job>", action="model.cancel", reply=JobOut)
def cancel_job(project: str, job: str) -> JobOut:
    """Stop a training or a study; the model before it stays."""
    return shapes.job(box().training.cancel(actor(), project, job))


@route("GET", "/projects/<project>/models", action="model.list", reply=ModelsOut)
def list_models(project: str) -> ModelsOut:
    """List the versions of the model with their scores, and the one in use."""
    room, who = box().room, actor()
    versions = models.versions(room, who, project)
    current = projects.get(room, who, project).model
    return ModelsOut(models=[shapes.model(item) for item in versions], current=current)


@route("PUT", "/projects/<project>/model", action="model.choose", body=Choice, reply=ProjectOut)
def choose_model(project: str, body: Choice) -> ProjectOut:
    """Use another version of the model."""
    who = actor()
    return shapes.project(models.choose(box().room, who, project, body.version), who)


@route(
    "GET",
    "/projects/<project>/models/<version>/mistakes",
    action="model.inspect",
    query=Cell,
    reply=MistakesOut,
)
def list_mistakes(project: str, version: str, query: Cell) -> MistakesOut:
    """List the examples behind a cell of a version's confusion matrix that are still there."""
    found = box().training.mistakes(actor(), project, _number(version), **given(query))
    return MistakesOut(
        examples=[
            MistakeOut(
                example=shapes.example(item.stored), guess=item.guess, confidence=item.confidence
            )
            for item in found
        ]
    )


@route(
    "GET",
    "/projects/<project>/models/<version>/export",
    action="model.export",
    produces="application/zip",
)
def export_model(project: str, version: str) -> Response:
    """Give a version as a zip that runs without the box: ONNX, a script, and a card about it."""
    data = box().training.export(actor(), project, _number(version))
    reply = Response(data, content_type="application/zip")
    name = f"model-{_number(version)}.zip"
    reply.headers.set("Content-Disposition", "attachment", filename=name)
    return reply


@route(
    "POST",
    "/projects/<project>/predict",
    action="model.predict",
    body=Question,
    reply=PredictionOut,
    media=True,
)
def predict(project: str, body: Question) -> PredictionOut:
    """Ask the model which label something has, how sure it is, and why."""
    return stage.predict(box(), actor(), project, body.data, body.why)


def _number(version: str) -> int:
    if not version.isascii() or not version.isdigit() or len(version) > 9:
        raise Problem("not_found")
    return int(version)
