"""Children's words stay off the projector until the teacher reveals them."""

import msgspec

from appliance.classroom import show
from appliance.classroom.records import Actor
from webui.api.shapes import ExampleOut
from webui.box import Box


def hides(box: Box, actor: Actor, project: str) -> bool:
    """Tell whether `actor` is a projector that hides a project's examples."""
    if actor.role != "projector":
        return False
    now = show.get(box.room, actor)
    return not (now.revealed and now.project == project)


def veiled(box: Box, actor: Actor, project: str, example: ExampleOut) -> ExampleOut:
    """Return an example as `actor` may see it: without its content on a projector that hides it."""
    if not hides(box, actor, project):
        return example
    return msgspec.structs.replace(example, data="", file="", preview="")
