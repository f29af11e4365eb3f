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


class TrainingSet(NamedTuple):
    """What a model learns from: the project as it is now and its shown examples."""

    project: Project
    examples: list[tuple[str, str, str]]
    """(id of the label, data, contributor), oldest first."""

    @property
    def contributors(self) -> int:
        """How many people wrote the examples."""
        return len({contributor for _, _, contributor in self.examples})


def training_set(room: Room, actor: Actor, project: str) -> TrainingSet:
    """Return what to train a project's model on.

    Raises Problem `few_labels` or `few_examples`, which say what is missing, and what `require`
    raises.
    """
    found = permitted(room, actor, "model.train", project)
    if len(found.labels) < 2:
        raise Problem("few_labels", missing=2 - len(found.labels))
    known = {label.id for label in found.labels}
    shown = room.group(Example, project=found.id, state="shown")
    examples = [(item.label, item.data, item.contributor) for item in shown if item.label in known]
    _check_enough(room, found, Counter(label for label, _, _ in examples))
    return TrainingSet(found, examples)


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
) -> Model:
    """Record a trained model as the next version, which is in use from now on, and return it.

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
    )
    room.insert(model)
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


def files_in_use(room: Room) -> set[str]:
    """Return the hashes of all model files that a stored version needs."""
    return {model.file for model in room.everything(Model)}


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
