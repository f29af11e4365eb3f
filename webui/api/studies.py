"""Studies of a project's examples, and its test set: for the teacher and the project's owner."""

from typing import Annotated
from typing import Any
from typing import Literal

from flask_babel import gettext
from msgspec import field
from msgspec import Meta

from appliance.classroom import studies
from appliance.classroom import test_set
from appliance.classroom.records import StudyKind
from appliance.classroom.records import TEACHER
from appliance.classroom.room import Room
from appliance.classroom.students import name_of
from webui.api import shapes
from webui.api.decoding import Input
from webui.api.models import Started
from webui.api.routes import route
from webui.api.shapes import Output
from webui.api.shapes import ProjectOut
from webui.auth import actor
from webui.box import box


class NewStudy(Input):
    """What to study. Options: `seconds` for its draws (1 to 600), `seed` of these."""

    kind: Literal["curve", "noise", "contributors"]
    options: dict[str, float] = field(default_factory=dict)


class StudyOut(Output):
    """The latest study of its kind, the version in use then (0: none), and what it found."""

    kind: StudyKind
    model: int
    created: int
    result: dict[str, Any]


class StudiesOut(Output):
    """The latest study of each kind, oldest first."""

    studies: list[StudyOut]


class Share(Input):
    """How much of the examples to lock away."""

    share: Annotated[float, Meta(ge=test_set.SHARES[0], le=test_set.SHARES[1])]


@route(
    "POST",
    "/projects/<project>/studies",
    action="study.run",
    body=NewStudy,
    reply=Started,
    statuses=(202,),
)
def start_study(project: str, body: NewStudy) -> Started:
    """Start a study of the examples as they are now; a training cancels it."""
    return Started(job=box().training.study(actor(), project, body.kind, body.options).id)


@route("GET", "/projects/<project>/studies", action="study.read", reply=StudiesOut)
def list_studies(project: str) -> StudiesOut:
    """Give the latest study of each kind; the projector gets the crowd curve alone."""
    room = box().room
    found = [
        StudyOut(
            kind=study.kind,
            model=study.model,
            created=study.created,
            result=with_names(room, study.result),
        )
        for study in studies.latest(room, actor(), project)
    ]
    return StudiesOut(studies=found)


@route("PUT", "/projects/<project>/test-set", action="test.lock", body=Share, reply=ProjectOut)
def lock_test_set(project: str, body: Share) -> ProjectOut:
    """Lock the examples of some people away, so that models are tried on them alone."""
    who = actor()
    return shapes.project(test_set.lock(box().room, who, project, share=body.share), who)


@route("DELETE", "/projects/<project>/test-set", action="test.lock", reply=ProjectOut)
def unlock_test_set(project: str) -> ProjectOut:
    """Give the test set back to training."""
    who = actor()
    return shapes.project(test_set.unlock(box().room, who, project), who)


def with_names(room: Room, result: dict[str, Any]) -> dict[str, Any]:
    """Return a study's result with the name of each contributor; those who are gone are left out.

    Names are kept nowhere but in the class, so that whoever leaves it is not named afterwards.
    """
    if "people" not in result:
        return result
    named = [{**item, "name": _name(room, item["contributor"])} for item in result["people"]]
    return {**result, "people": [item for item in named if item["name"]]}


def _name(room: Room, contributor: str) -> str:
    name = name_of(room, contributor)
    return gettext(name) if contributor == TEACHER else name
