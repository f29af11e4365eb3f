"""The texts that the projector may show: the newest examples, once the teacher reveals them."""

from appliance.classroom import show
from appliance.classroom.examples import Stored
from appliance.classroom.examples import stored
from appliance.classroom.records import Actor
from appliance.classroom.room import Room


def newest(room: Room, actor: Actor, limit: int) -> list[Stored]:
    """Return up to `limit` shown examples of the project on show, newest first.

    None of them before the teacher reveals them. Whoever asks sees what the projector sees;
    raises Problem for those who may not look at it.
    """
    shown = show.get(room, actor)
    if not shown.revealed or not shown.project:
        return []
    table = room.db.table("examples")
    found = table.latest(limit=limit, project=shown.project, state="shown")
    return [stored(room, document.doc_id, document) for document in found]
