"""What this box uses to learn from each type of example."""

from typing import get_args

from appliance.classroom.permissions import require
from appliance.classroom.records import ProjectType
from appliance.trainer_client import Uses
from webui.api.decoding import Input
from webui.api.routes import route
from webui.api.shapes import Output
from webui.auth import actor
from webui.box import box


class Spoken(Input):
    """The language of a project's texts; empty where it is not known."""

    language: str = ""


class LearningType(Output):
    """One type: the version of the networks it uses (`none`: no network), and what is missing."""

    type: ProjectType
    uses: str
    missing: tuple[str, ...]


class LearningOut(Output):
    """All types."""

    types: list[LearningType]


@route("GET", "/learning", action="learning.read", query=Spoken, reply=LearningOut)
def get_learning(query: Spoken) -> LearningOut:
    """Tell which networks this box uses for each type, and which of their files it lacks."""
    require(actor(), "learning.read")
    found = box().training.uses(query.language)
    types: tuple[ProjectType, ...] = get_args(ProjectType)
    without = Uses("none")
    used = {type: found.get(type, without) for type in types}
    return LearningOut(
        types=[
            LearningType(type=type, uses=item.version, missing=item.missing)
            for type, item in used.items()
        ]
    )
