"""Versions of trained models: what they were trained on, and which one is in use."""

from collections import Counter
from typing import NamedTuple

import msgspec

from appliance.classroom.problems import Problem
from appliance.classroom.projects import permitted
from appliance.classroom.records import Actor
from appliance.classroom.records import Example
from appliance.classroom.records import Label
from appliance.classroom.records import Model
from appliance.classroom.records import Project
from appliance.classroom.records import Score
from appliance.classroom.room import atomic
from appliance.classroom.room import now
from appliance.classroom.room import Room

Row = tuple[str, str, str]
"""Id of the label, data, contributor."""


class TrainingSet(NamedTuple):
    """What a model learns from, oldest first: the project as it is now and its shown examples."""

    project: Project
    examples: list[Row]
    ids: list[str]
    """The id of each of the examples."""
    test: list[Row]
    """Those of the test set, which models are tried on and never learn from."""

    @property
    def contributors(self) -> int:
        """How many people wrote the examples."""
        return len({contributor for _, _, contributor in self.examples})


def training_set(
    room: Room, actor: Actor, project: str, action: str = "model.train"
) -> TrainingSet:
    """Return what to train a project's model on, or to study.

    Raises Problem `few_labels` or `few_examples`, which say what is missing, and what `require`
    raises.
    """
    found = permitted(room, actor, action, project)
    if len(found.labels) < 2:
        raise Problem("few_labels", missing=2 - len(found.labels))
    known = {label.id for label in found.labels}
    tested = set(found.tested)
    taught: list[Row] = []
    ids: list[str] = []
    test: list[Row] = []
    for item in room.group(Example, project=found.id, state="shown"):
        if item.label in known:
            row = (item.label, item.data, item.contributor)
            if item.contributor in tested:
                test.append(row)
            else:
                taught.append(row)
                ids.append(item.id)
    _check_enough(room, found, Counter(label for label, _, _ in taught))
    return TrainingSet(found, taught, ids, test)


@atomic
def add(
    room: Room,
    project: str,
    *,
    file: str,
    size: int,
    examples: int,
    contributors: int,
    labels: tuple[Label, ...],
    features: str,
    score: Score,
    report: str = "",
) -> Model:
    """Record a trained model as the next version, which is in use from now on, and return it.

    Of more versions than the limit `max_models` the oldest go.
    Raises Problem `not_found` where the project was deleted while it trained.
    """
    found = room.find(Project, id=project)
    if found is None:
        raise Problem("not_found")
    model = Model(
        project=project,
        version=_last_version(room, project) + 1,
        file=file,
        size=size,
        examples=examples,
        contributors=contributors,
        labels=labels,
        features=features,
        score=score,
        created=now(),
        report=report,
    )
    room.insert(model)
    for old in room.group(Model, project=project)[: -max(1, room.limits.max_models)]:
        room.remove(Model, project=project, version=old.version)
    room.save(msgspec.structs.replace(found, model=model.version))
    return model


def versions(room: Room, actor: Actor, project: str) -> list[Model]:
    """Return all versions of a project's model, oldest first."""
    permitted(room, actor, "model.list", project)
    return room.group(Model, project=project)


@atomic
def choose(room: Room, actor: Actor, project: str, version: int) -> Project:
    """Put a stored version in use, or none with 0, and return the project.

    Raises Problem `not_found` for a version that is not stored.
    """
    found = permitted(room, actor, "model.choose", project)
    if version and room.find(Model, project=project, version=version) is None:
        raise Problem("not_found", field="version")
    changed = msgspec.structs.replace(found, model=version)
    room.save(changed)
    return changed


def current(room: Room, actor: Actor, project: str) -> Model:
    """Return the model in use; raises Problem `no_model` where there is none."""
    found = permitted(room, actor, "model.list", project)
    model = room.find(Model, project=found.id, version=found.model) if found.model else None
    if model is None:
        raise Problem("no_model")
    return model


def version(room: Room, actor: Actor, action: str, project: str, version: int) -> Model:
    """Return one stored version for an action.

    Raises Problem `no_model` in a project without any, `not_found` for another version.
    """
    found = permitted(room, actor, action, project)
    model = room.find(Model, project=found.id, version=version)
    if model is None:
        raise Problem("not_found" if room.size(Model, project=found.id) else "no_model")
    return model


def files_in_use(room: Room) -> set[str]:
    """Return the hashes of all model files that a stored version needs."""
    return {model.file for model in room.everything(Model)}


def reports_in_use(room: Room) -> set[str]:
    """Return the hashes of all reports that a stored version needs."""
    return {model.report for model in room.everything(Model) if model.report}


def _last_version(room: Room, project: str) -> int:
    return max((model.version for model in room.group(Model, project=project)), default=0)


def _check_enough(room: Room, project: Project, found: Counter[str]) -> None:
    least = room.limits.min_examples
    missing = [
        f"{label.name} +{least - found[label.id]}"
        for label in project.labels
        if found[label.id] < least
    ]
    if missing:
        raise Problem("few_examples", min=least, missing=", ".join(missing))
