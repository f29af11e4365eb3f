"""Training, the versions of a model, and what it says."""

from typing import Annotated

from msgspec import Meta

from appliance.classroom import models
from appliance.classroom import projects
from webui.api import shapes
from webui.api import stage
from webui.api.decoding import Input
from webui.api.routes import route
from webui.api.shapes import JobOut
from webui.api.shapes import ModelsOut
from webui.api.shapes import Output
from webui.api.shapes import PredictionOut
from webui.api.shapes import ProjectOut
from webui.auth import actor
from webui.box import box


class Text(Input):
    """What to ask the model about."""

    data: str


class Choice(Input):
    """The version to use; 0 is none."""

    version: Annotated[int, Meta(ge=0, le=2**31)]


class Started(Output):
    """The id of a training."""

    job: str


@route("POST", "/projects/<project>/train", action="model.train", reply=Started, statuses=(202,))
def train(project: str) -> Started:
    """Start a training on the examples as they are now."""
    return Started(job=box().training.start(actor(), project).id)


@route("GET", "/projects/<project>/jobs/<job>", action="job.read", reply=JobOut)
def get_job(project: str, job: str) -> JobOut:
    """Tell how far a training is."""
    return shapes.job(box().training.job(actor(), project, job))


@route("DELETE", "/projects/<project>/jobs/<job>", action="model.cancel", reply=JobOut)
def cancel_job(project: str, job: str) -> JobOut:
    """Stop a training; the model before it stays."""
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
    "POST", "/projects/<project>/predict", action="model.predict", body=Text, reply=PredictionOut
)
def predict(project: str, body: Text) -> PredictionOut:
    """Ask the model which label a text has, how sure it is, and which words spoke for it."""
    return stage.predict(box(), actor(), project, body.data)
