"""Children's words stay off the projector until the teacher reveals them."""

import msgspec

from appliance.classroom import show
from appliance.classroom.records import Actor
from webui.api.shapes import ExampleOut
from webui.box import Box


def veiled(box: Box, actor: Actor, project: str, example: ExampleOut) -> ExampleOut:
    """Return an example as `actor` may see it: without its text on a projector that hides it."""
    if actor.role != "projector":
        return example
    now = show.get(box.room, actor)
    if now.revealed and now.project == project:
        return example
    return msgspec.structs.replace(example, data="")
