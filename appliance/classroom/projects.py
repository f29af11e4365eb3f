"""Projects: who sees which, and their names, phases and labels."""

import re
import secrets
from collections.abc import Iterable
from collections.abc import Sequence
from typing import Final
from typing import get_args

import msgspec

from appliance.classroom import cascade
from appliance.classroom import labels as rules
from appliance.classroom import names
from appliance.classroom import values
from appliance.classroom.permissions import allowed
from appliance.classroom.permissions import relation
from appliance.classroom.permissions import require
from appliance.classroom.problems import Problem
from appliance.classroom.records import Actor
from appliance.classroom.records import Example
from appliance.classroom.records import Field
from appliance.classroom.records import Label
from appliance.classroom.records import Phase
from appliance.classroom.records import PHASES
from appliance.classroom.records import Project
from appliance.classroom.records import ProjectType
from appliance.classroom.room import atomic
from appliance.classroom.room import now
from appliance.classroom.room import Room

TYPES: Final[tuple[ProjectType, ...]] = get_args(ProjectType)
MAX_AUTO_TRAIN: Final = 1_000
_LANGUAGE: Final = re.compile(r"([a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3})?")
"""What a language's name looks like (RFC 5646), or nothing."""


def visible(room: Room, actor: Actor) -> list[Project]:
    """Return the projects that `actor` may open, oldest first.

    All for the teacher; the class projects that are not closed and their own for a student; the
    class projects for the projector.
    """
    require(actor, "project.list")
    return [project for project in room.everything(Project) if _open_to(actor, project)]


def get(room: Room, actor: Actor, project: str) -> Project:
    """Return one project; raises Problem `not_found`, and what `require` raises."""
    return permitted(room, actor, "project.read", project)


def permitted(room: Room, actor: Actor, action: str, project: str) -> Project:
    """Return a project in which `actor` may take `action` now; raises what `require` raises."""
    found = room.find(Project, id=project)
    if found is None:
        raise Problem("login_needed" if actor.role == "anonymous" else "not_found")
    require(actor, action, found)
    return found


@atomic
def create(
    room: Room,
    actor: Actor,
    *,
    name: str,
    type: ProjectType,
    crowd_sourced: bool,
    labels: Iterable[str] = (),
    fields: Sequence[Field] = (),
    language: str = "",
) -> Project:
    """Make a project and return it: for the class where `crowd_sourced`, else the actor's own.

    A numbers project has `fields`, the others none. Raises Problem `bad_name`, `name_taken`,
    `too_many_projects`, `too_many_labels`, `bad_fields` or `bad_request`.
    """
    require(actor, "project.create_class" if crowd_sourced else "project.create")
    project = Project(
        id=new_id(),
        name=free_name(room, actor.contributor, name),
        type=_known_type(type),
        crowd_sourced=crowd_sourced,
        owner=actor.contributor,
        labels=rules.made(labels, room.limits.max_labels, type),
        created=now(),
        fields=known_fields(type, fields),
        language=_known_language(language),
    )
    check_space(room, actor.contributor)
    room.insert(project)
    return project


@atomic
def update(
    room: Room,
    actor: Actor,
    project: str,
    *,
    name: str | None = None,
    phase: Phase | None = None,
    closed: bool | None = None,
    fields: Sequence[Field] | None = None,
    language: str | None = None,
    auto_train: int | None = None,
) -> Project:
    """Change what is not None and return the project.

    Raises Problem `not_found`, `bad_name`, `name_taken`, `bad_fields`, `fields_fixed` while there
    are examples, or `bad_request` for an unknown phase and the like.
    """
    found = permitted(room, actor, "project.update", project)
    changed = msgspec.structs.replace(
        found,
        name=found.name if name is None else free_name(room, found.owner, name, but=found.id),
        phase=found.phase if phase is None else _known_phase(phase),
        closed=found.closed if closed is None else closed,
        fields=found.fields if fields is None else _other_fields(room, found, fields),
        language=found.language if language is None else _known_language(language),
        auto_train=found.auto_train if auto_train is None else _known_interval(auto_train),
    )
    room.save(changed)
    return changed


@atomic
def delete(room: Room, actor: Actor, project: str) -> None:
    """Delete a project with its examples, models, programs and keys."""
    cascade.forget_project(room, permitted(room, actor, "project.delete", project))


@atomic
def add_label(room: Room, actor: Actor, project: str, name: str) -> Label:
    """Add a label and return it; raises Problem `bad_name`, `name_taken`, `too_many_labels`."""
    found = permitted(room, actor, "label.add", project)
    label = rules.new(found.labels, name, room.limits.max_labels)
    room.save(msgspec.structs.replace(found, labels=(*found.labels, label)))
    return label


@atomic
def rename_label(room: Room, actor: Actor, project: str, label: str, name: str) -> Label:
    """Give a label another name and return it; its id and examples stay as they are.

    Raises Problem `not_found`, `bad_name`, `name_taken` or `label_fixed`.
    """
    found = permitted(room, actor, "label.update", project)
    rules.require_free(found.type, _label_id(found, label))
    renamed = rules.renamed(found.labels, _label_id(found, label), name)
    labels = tuple(renamed if item.id == renamed.id else item for item in found.labels)
    room.save(msgspec.structs.replace(found, labels=labels))
    return renamed


@atomic
def remove_label(room: Room, actor: Actor, project: str, label: str) -> None:
    """Remove a label and its examples; raises Problem `not_found` or `label_fixed`."""
    found = permitted(room, actor, "label.remove", project)
    gone = _label_id(found, label)
    rules.require_free(found.type, gone)
    kept = tuple(item for item in found.labels if item.id != gone)
    room.save(msgspec.structs.replace(found, labels=kept))
    cascade.forget_label(room, found, gone)


def free_name(room: Room, owner: str, name: str, *, but: str = "") -> str:
    """Return a clean project name that no other project of `owner` has.

    The project with the id `but` does not count. Raises Problem `bad_name` or `name_taken`.
    """
    name = names.clean(name, names.MAX_PROJECT_NAME)
    if any(
        names.folded(other.name) == names.folded(name) and other.id != but
        for other in room.group(Project, owner=owner)
    ):
        raise Problem("name_taken", field="name")
    return name


def check_space(room: Room, owner: str) -> None:
    """Raise Problem `too_many_projects` where `owner` has as many as the box allows."""
    if room.size(Project, owner=owner) >= room.limits.max_projects:
        raise Problem("too_many_projects", max=room.limits.max_projects)


def new_id() -> str:
    """Return a new project's id: 16 random hex digits."""
    return secrets.token_hex(8)


def known_fields(type: ProjectType, fields: Sequence[Field]) -> tuple[Field, ...]:
    """Return the fields that a project of this type has; raises Problem `bad_fields`."""
    if type == "numbers":
        return values.clean_fields(fields)
    if fields:
        raise Problem("bad_request", field="fields", detail="only numbers projects have fields")
    return ()


def is_language(language: str) -> bool:
    """Tell whether this names a language, or is empty."""
    return _LANGUAGE.fullmatch(language) is not None


def _open_to(actor: Actor, project: Project) -> bool:
    if actor.role == "projector" and not project.crowd_sourced:
        return False
    if project.closed and relation(actor, project) == "member":
        return False
    return allowed(actor, "project.read", project)


def _label_id(project: Project, label: str) -> str:
    found = rules.find(project.labels, label)
    if found is None:
        raise Problem("not_found")
    return found.id


def _known_phase(phase: Phase) -> Phase:
    if phase not in PHASES:
        raise Problem("bad_request", field="phase")
    return phase


def _known_type(type: ProjectType) -> ProjectType:
    if type not in TYPES:
        raise Problem("bad_request", field="type")
    return type


def _other_fields(room: Room, project: Project, fields: Sequence[Field]) -> tuple[Field, ...]:
    clean = known_fields(project.type, fields)
    if clean != project.fields and any(
        room.size(Example, project=project.id, state=state) for state in cascade.STATES
    ):
        raise Problem("fields_fixed", field="fields")
    return clean


def _known_language(language: str) -> str:
    if not is_language(language):
        raise Problem("bad_request", field="language")
    return language


def _known_interval(examples: int) -> int:
    if not 0 <= examples <= MAX_AUTO_TRAIN:
        raise Problem("bad_request", field="auto_train")
    return examples
