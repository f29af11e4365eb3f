"""Projects: who sees which, and their names, phases and labels."""

import secrets
from collections.abc import Iterable
from typing import Final
from typing import get_args

import msgspec

from appliance.classroom import cascade
from appliance.classroom import labels as rules
from appliance.classroom import names
from appliance.classroom.permissions import allowed
from appliance.classroom.permissions import relation
from appliance.classroom.permissions import require
from appliance.classroom.problems import Problem
from appliance.classroom.records import Actor
from appliance.classroom.records import Label
from appliance.classroom.records import Phase
from appliance.classroom.records import PHASES
from appliance.classroom.records import Project
from appliance.classroom.records import ProjectType
from appliance.classroom.room import atomic
from appliance.classroom.room import now
from appliance.classroom.room import Room

TYPES: Final[tuple[ProjectType, ...]] = get_args(ProjectType)


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
) -> Project:
    """Make a project and return it: for the class where `crowd_sourced`, else the actor's own.

    Raises Problem `bad_name`, `name_taken`, `too_many_projects` or `too_many_labels`.
    """
    require(actor, "project.create_class" if crowd_sourced else "project.create")
    project = Project(
        id=new_id(),
        name=free_name(room, actor.contributor, name),
        type=_known_type(type),
        crowd_sourced=crowd_sourced,
        owner=actor.contributor,
        labels=rules.made(labels, room.limits.max_labels),
        created=now(),
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
) -> Project:
    """Change what is not None and return the project.

    Raises Problem `not_found`, `bad_name`, `name_taken` or `bad_request` for an unknown phase.
    """
    found = permitted(room, actor, "project.update", project)
    changed = msgspec.structs.replace(
        found,
        name=found.name if name is None else free_name(room, found.owner, name, but=found.id),
        phase=found.phase if phase is None else _known_phase(phase),
        closed=found.closed if closed is None else closed,
    )
    room.save(changed)
    return changed


@atomic
def delete(room: Room, actor: Actor, project: str) -> None:
    """Delete a project with its examples, models and keys."""
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

    Raises Problem `not_found`, `bad_name` or `name_taken`.
    """
    found = permitted(room, actor, "label.update", project)
    renamed = rules.renamed(found.labels, _label_id(found, label), name)
    labels = tuple(renamed if item.id == renamed.id else item for item in found.labels)
    room.save(msgspec.structs.replace(found, labels=labels))
    return renamed


@atomic
def remove_label(room: Room, actor: Actor, project: str, label: str) -> None:
    """Remove a label and its examples; raises Problem `not_found`."""
    found = permitted(room, actor, "label.remove", project)
    gone = _label_id(found, label)
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
