"""Examples: who may add, see, change and delete them, and how many there are.

An example's id comes from the client that wrote it, so that sending it twice stores it once. Once
an example is deleted its id is free: the box keeps no list of what was deleted.
"""

import hashlib

import msgspec

from appliance.classroom import contents
from appliance.classroom.cascade import STATES
from appliance.classroom.contents import Content
from appliance.classroom.contents import Data
from appliance.classroom.pages import chosen
from appliance.classroom.pages import MAX_PAGE
from appliance.classroom.pages import page
from appliance.classroom.permissions import require
from appliance.classroom.permissions import require_own
from appliance.classroom.problems import Problem
from appliance.classroom.projects import permitted
from appliance.classroom.records import Actor
from appliance.classroom.records import Counts
from appliance.classroom.records import Example
from appliance.classroom.records import ExampleState
from appliance.classroom.records import MEDIA
from appliance.classroom.records import Project
from appliance.classroom.records import TEACHER
from appliance.classroom.room import atomic
from appliance.classroom.room import Room
from appliance.classroom.stored import checked_id
from appliance.classroom.stored import known_state
from appliance.classroom.stored import label_id
from appliance.classroom.stored import placed
from appliance.classroom.stored import sees
from appliance.classroom.stored import Stored
from appliance.classroom.stored import stored

__all__ = [
    "MAX_PAGE",
    "Stored",
    "add",
    "change",
    "checked_id",
    "chosen",
    "counts",
    "delete",
    "file",
    "known",
    "known_state",
    "make",
    "page",
    "require_space",
    "store",
    "stored",
]


def add(
    room: Room,
    actor: Actor,
    project: str,
    *,
    id: str,
    label: str,
    data: Data,
    blob: bytes | None = None,
    preview: str = "",
    batch: str = "",
) -> tuple[Stored, bool]:
    """Store an example and return it, and whether it is new.

    The same id of the same contributor in the same project is what was stored before, whatever
    phase and limits are by now. `label` is a label's id or name. `blob` is the file of a picture
    or sound as the box stores it, and `data` its SHA-256. Raises Problem `not_found`, `closed`,
    `wrong_phase`, `bad_id`, `id_taken`, `unknown_label`, `too_many_examples`, and what
    `contents.clean` raises.
    """
    before = known(room, actor, project, id)
    if before is not None:
        return before, False
    found = permitted(room, actor, "example.add", project)
    content = contents.clean(found, data, room.limits.max_text, blob, preview)
    return store(room, actor, make(actor, found, id, label, content, batch), content.blob)


def known(room: Room, actor: Actor, project: str, id: str) -> Stored | None:
    """Return what this person stored under this id in this project before, or None."""
    document = room.db.table("examples").find(id=id.lower())
    if document is None:
        return None
    found = stored(room, document.doc_id, document)
    mine = found.example.contributor == actor.contributor and actor.contributor
    return found if mine and found.example.project == project else None


def make(
    actor: Actor, project: Project, id: str, label: str, content: Content, batch: str = ""
) -> Example:
    """Return an example that is not stored yet; raises Problem `bad_id` or `unknown_label`."""
    return Example(
        id=checked_id(id),
        project=project.id,
        label=label_id(project, label),
        data=content.data,
        contributor=actor.contributor,
        batch=batch and checked_id(batch, "batch"),
        preview=content.preview,
    )


@atomic
def store(
    room: Room, actor: Actor, example: Example, blob: bytes | None = None
) -> tuple[Stored, bool]:
    """Store a made example with its file, unless it is known; raises what `add` raises."""
    before = known(room, actor, example.project, example.id)
    if before is not None:
        return before, False
    project = permitted(room, actor, "example.add", example.project)
    if room.find(Example, id=example.id) is not None:
        raise Problem("id_taken", field="id")
    label_id(project, example.label)  # it may have been removed since
    require_space(room, project)
    if blob is not None:
        room.db.put_blob(example.id, blob)
    return placed(room, example, room.insert(example)), True


def require_space(room: Room, project: Project) -> None:
    """Raise Problem `too_many_examples` where a project has as many as it may."""
    most = room.limits.most_examples(project.type)
    if sum(room.size(Example, project=project.id, state=state) for state in STATES) >= most:
        raise Problem("too_many_examples", max=most)


@atomic
def change(
    room: Room,
    actor: Actor,
    project: str,
    id: str,
    *,
    data: Data | None = None,
    label: str | None = None,
    state: ExampleState | None = None,
) -> Stored:
    """Change what is not None and return the example; only the teacher may change the state.

    A picture or sound stays what it is. Raises Problem `not_found`, `wrong_phase`, `closed`,
    `forbidden`, `data_fixed`, `unknown_label`, and what `contents.clean` raises.
    """
    found, example = _one(room, actor, project, id)
    if state is not None:
        require(actor, "example.hide", found)
    if state is None or data is not None or label is not None:
        require_own(actor, "example.update", found, example)
    changed = msgspec.structs.replace(
        example,
        data=example.data if data is None else _other_data(room, found, data),
        label=example.label if label is None else label_id(found, label),
        state=example.state if state is None else known_state(state),
    )
    return placed(room, changed, room.save(changed))


@atomic
def delete(room: Room, actor: Actor, project: str, id: str) -> None:
    """Delete an example; raises Problem `not_found`, `wrong_phase` or `closed`."""
    found, example = _one(room, actor, project, id)
    require_own(actor, "example.delete", found, example)
    room.remove(Example, id=example.id)


def file(room: Room, actor: Actor, project: str, id: str) -> tuple[Example, bytes]:
    """Return a picture or sound and its bytes, to whoever may see it.

    Raises Problem `not_found`, or `damaged_example` where the bytes are not those of the example.
    """
    found, example = _one(room, actor, project, id)
    if found.type not in MEDIA or not sees(actor, found, example):
        raise Problem("not_found")
    blob = room.db.blob(example.id)
    if blob is None or hashlib.sha256(blob).hexdigest() != example.data:
        raise Problem("damaged_example")
    return example, blob


def counts(room: Room, actor: Actor, project: str) -> Counts:
    """Return how many shown examples each label has, in a time that does not grow with them."""
    found = permitted(room, actor, "counts.read", project)
    seq = room.db.revision  # before counting: what comes in meanwhile has a later snapshot
    by_label = {
        label.id: room.size(Example, project=found.id, label=label.id, state="shown")
        for label in found.labels
    }
    return Counts(
        seq=seq,
        total=sum(by_label.values()),
        contributors=_contributors(room, found),
        labels=by_label,
    )


def _one(room: Room, actor: Actor, project: str, id: str) -> tuple[Project, Example]:
    found = permitted(room, actor, "project.read", project)
    example = room.find(Example, id=id.lower())
    if example is None or example.project != project:
        raise Problem("not_found")
    return found, example


def _other_data(room: Room, project: Project, data: Data) -> str:
    if project.type in MEDIA:
        raise Problem("data_fixed", field="data")
    return contents.clean(project, data, room.limits.max_text).data


def _contributors(room: Room, project: Project) -> int:
    everyone = [TEACHER, *(student["id"] for student in room.db.table("students").all())]
    size = room.db.table("examples").size
    return sum(
        size(project=project.id, contributor=contributor, state="shown") > 0
        for contributor in everyone
    )
