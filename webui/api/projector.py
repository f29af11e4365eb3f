"""What the projector shows, and how a projector is let in."""

from flask import Response
from msgspec import UNSET
from msgspec import UnsetType

from appliance.classroom import projects
from appliance.classroom import sessions
from appliance.classroom import show
from appliance.classroom.permissions import require
from appliance.classroom.problems import Problem
from appliance.classroom.records import Screen
from webui import auth
from webui import tried
from webui.api import intake
from webui.api import stage
from webui.api.decoding import given
from webui.api.decoding import Input
from webui.api.routes import as_json
from webui.api.routes import route
from webui.api.sessions import address
from webui.api.shapes import Output
from webui.api.shapes import Stage
from webui.auth import actor
from webui.box import box


class StageChange(Input):
    """What to change of what the projector shows; what is left out stays."""

    screen: Screen | UnsetType = UNSET
    project: str | UnsetType = UNSET
    revealed: bool | UnsetType = UNSET
    text: str | UnsetType = UNSET
    program: str | UnsetType = UNSET


class TriedFile(Input):
    """A picture or a sound, in base64, to try on the projector."""

    data: str


class PairingOut(Output):
    """A code for the teacher to type, and the secret with which the screen asks for the answer."""

    code: str
    secret: str


class PairingCode(Input):
    """The code that a waiting screen shows."""

    code: str


class PairingState(Output):
    """Whether the screen was let in, and then its token."""

    approved: bool
    token: str | UnsetType = UNSET


@route("GET", "/projector", action="projector.watch", reply=Stage)
def get_projector() -> Stage:
    """Tell what the projector shows."""
    return stage.stage(box(), show.get(box().room, actor()))


@route("PUT", "/projector", action="projector.drive", body=StageChange, reply=Stage)
def drive_projector(body: StageChange) -> Stage:
    """Choose the projector's screen and project, reveal or hide texts, try a text."""
    return stage.stage(box(), show.drive(box().room, actor(), **given(body)))


@route(
    "PUT",
    "/projects/<project>/tried",
    action="projector.drive",
    body=TriedFile,
    reply=Stage,
    media=True,
)
def try_on_projector(project: str, body: TriedFile) -> Stage:
    """Show a picture or a sound on the try screen, with what the model says about it."""
    here, who = box(), actor()
    require(who, "projector.drive")
    found = projects.get(here.room, who, project)
    file = intake.file(found, body.data)
    if file is None:
        raise Problem("bad_request", field="data", detail="only for pictures and sounds")
    prediction = stage.predict(here, who, project, body.data)
    key = tried.new_key()
    tried.tray().put(tried.Tried(key, file.data, file.mime, file.preview, prediction))
    driven = show.drive(here.room, who, screen="try", project=project, text=key)
    return stage.stage(here, driven)


@route(
    "POST",
    "/projector/pairings",
    action="session.open",
    reply=PairingOut,
    statuses=(201,),
)
def begin_pairing() -> PairingOut:
    """Ask to be let in as a projector: gives a code for the teacher, good for ten minutes."""
    made = box().pairings.begin(address())
    return PairingOut(code=made.code, secret=made.secret)


@route("POST", "/projector/pair", action="projector.drive", body=PairingCode, statuses=(204,))
def approve_pairing(body: PairingCode) -> None:
    """Let the screen in that shows this code."""
    require(actor(), "projector.drive")
    box().pairings.approve(body.code)


@route("GET", "/projector/pairings/<secret>", action="session.open", reply=PairingState)
def collect_pairing(secret: str) -> Response:
    """Ask whether the teacher let this screen in; if so it gets its cookie and token, once."""
    here = box()
    if not here.pairings.collect(secret):
        return as_json(PairingState(approved=False))
    token = sessions.open_session(here.room, "projector")
    return auth.sign_in(as_json(PairingState(approved=True, token=token)), token)
