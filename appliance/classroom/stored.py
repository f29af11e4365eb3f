"""An example as it is in storage, and what its parts may be."""

import re
from collections.abc import Mapping
from typing import Any
from typing import Final
from typing import NamedTuple

from appliance.classroom import labels
from appliance.classroom import students
from appliance.classroom.cascade import STATES
from appliance.classroom.permissions import allowed
from appliance.classroom.problems import Problem
from appliance.classroom.records import Actor
from appliance.classroom.records import Example
from appliance.classroom.records import ExampleState
from appliance.classroom.records import Project
from appliance.classroom.records import ProjectType
from appliance.classroom.room import as_record
from appliance.classroom.room import Room

_UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Stored(NamedTuple):
    """An example as it is in storage, with its place in the order of all and who wrote it."""

    example: Example
    seq: int
    name: str
    """The contributor's name."""
    type: ProjectType = "text"
    """The type of its project, which says what its data is."""


def stored(room: Room, seq: int, document: Mapping[str, Any]) -> Stored:
    """Return a document of the examples' table, such as one of a Change, as an example."""
    example = as_record(Example, document)
    return placed(room, example, seq)


def placed(room: Room, example: Example, seq: int) -> Stored:
    """Return an example of this place with what else is known of it."""
    project = room.db.table("projects").find(id=example.project)
    type: ProjectType = "text" if project is None else project["type"]
    return Stored(example, seq, students.name_of(room, example.contributor), type)


def checked_id(id: str, field: str = "id") -> str:
    """Return an example's or batch's id in lower case; raises Problem `bad_id` if it is no UUID."""
    id = id.lower()
    if not _UUID.fullmatch(id):
        raise Problem("bad_id", field=field)
    return id


def known_state(state: str) -> ExampleState:
    """Return the state; raises Problem `bad_request` where it is none."""
    for known in STATES:
        if state == known:
            return known
    raise Problem("bad_request", field="state")


def label_id(project: Project, label: str) -> str:
    """Return the id of a label by its id or name; raises Problem `unknown_label`."""
    found = labels.find(project.labels, label)
    if found is None:
        raise Problem("unknown_label", field="label")
    return found.id


def sees_all(actor: Actor, project: Project) -> bool:
    """Tell whether `actor` sees the examples of everybody; a projector only the shown ones."""
    return actor.role == "projector" or allowed(actor, "example.read_any", project)


def sees(actor: Actor, project: Project, example: Example) -> bool:
    """Tell whether `actor` may see this example of a project that they may open."""
    if actor.role == "projector" and example.state != "shown":
        return False
    return sees_all(actor, project) or example.contributor == actor.contributor
