"""Studies of a project's examples: the latest crowd curve, noise lab, and whose data.

What they say of single examples and people is for the teacher and the project's owner; the
projector gets the curve alone.
"""

from collections.abc import Mapping
from collections.abc import Sequence
from typing import Any
from typing import Final
from typing import get_args

import msgspec

from appliance.classroom.permissions import allowed
from appliance.classroom.problems import Problem
from appliance.classroom.projects import permitted
from appliance.classroom.records import Actor
from appliance.classroom.records import Project
from appliance.classroom.records import Study
from appliance.classroom.records import StudyKind
from appliance.classroom.room import atomic
from appliance.classroom.room import now
from appliance.classroom.room import Room

KINDS: Final[tuple[StudyKind, ...]] = get_args(StudyKind)
MOST_SECONDS: Final = 600.0
_OPTIONS: Final = {"seconds": (1.0, MOST_SECONDS), "seed": (0.0, 2.0**31)}
"""What may be asked of a study: the time for its draws, and what decides these → its bounds."""
_FOR_SHOW: Final[StudyKind] = "curve"

Result = dict[str, Any]


def checked(kind: str, options: Mapping[str, float]) -> StudyKind:
    """Return the kind; raises Problem `bad_request` for one unknown, or an option out of bounds."""
    for name, value in options.items():
        low, high = _OPTIONS.get(name, (1.0, 0.0))
        if not low <= value <= high:
            raise Problem("bad_request", field=f"options.{name}"[:100])
    if kind not in KINDS:
        raise Problem("bad_request", field="kind")
    return kind


def may_see(actor: Actor, project: Project, kind: StudyKind) -> bool:
    """Tell whether `actor` may see studies of this kind."""
    shown = actor.role != "projector" or kind == _FOR_SHOW
    return shown and allowed(actor, "study.read", project)


@atomic
def save(room: Room, project: str, *, kind: StudyKind, model: int, result: Result) -> Study:
    """Keep a study in the place of the one before of its kind, and return it.

    Raises Problem `not_found` where the project was deleted meanwhile.
    """
    if room.find(Project, id=project) is None:
        raise Problem("not_found")
    study = Study(project=project, kind=kind, model=model, result=result, created=now())
    room.remove(Study, project=project, kind=kind)
    room.insert(study)
    return study


def latest(room: Room, actor: Actor, project: str) -> list[Study]:
    """Return the latest study of each kind that `actor` may see, oldest first.

    What they say of examples that were hidden, deleted or given another label since is left out.
    """
    found = permitted(room, actor, "study.read", project)
    return [
        msgspec.structs.replace(study, result=_still_true(room, study.result))
        for study in room.group(Study, project=project)
        if may_see(actor, found, study.kind)
    ]


def named(result: Result, ids: Sequence[str]) -> Result:
    """Return a result of the trainer with the ids of examples in the place of their places."""
    told = dict(result)
    if "doubtful" in told:
        told["doubtful"] = [{**item, "example": ids[item["example"]]} for item in told["doubtful"]]
    for kind in ("contradictions", "near"):
        if kind in told:
            told[kind] = [
                {**item, "examples": [ids[place] for place in item["examples"]]}
                for item in told[kind]
            ]
    return told


def _still_true(room: Room, result: Result) -> Result:
    told = dict(result)
    if "doubtful" in told:
        told["doubtful"] = [
            item for item in told["doubtful"] if _label(room, item["example"]) == item["label"]
        ]
    if "near" in told:
        told["near"] = [
            item for item in told["near"] if all(_label(room, id) for id in item["examples"])
        ]
    if "contradictions" in told:
        whole = [_contradiction(room, item) for item in told["contradictions"]]
        told["contradictions"] = [item for item in whole if len(item["labels"]) > 1]
    return told


def _contradiction(room: Room, item: Result) -> Result:
    labels = {id: _label(room, id) for id in item["examples"]}
    shown = [id for id, label in labels.items() if label]
    return {**item, "examples": shown, "labels": sorted({labels[id] for id in shown})}


def _label(room: Room, example: str) -> str:
    """Return the label that an example has now, "" where it is hidden or deleted."""
    document = room.db.table("examples").find(id=example)
    return "" if document is None or document["state"] != "shown" else str(document["label"])
