"""The rules of labels: names that differ, and ids that stay and read well in a script."""

import unicodedata
from collections.abc import Iterable
from collections.abc import Sequence

import msgspec

from appliance.classroom import names
from appliance.classroom.problems import Problem
from appliance.classroom.records import BACKGROUND
from appliance.classroom.records import Label
from appliance.classroom.records import ProjectType


def find(labels: Sequence[Label], wanted: str) -> Label | None:
    """Return the label with this id or, where none has it, with this name; or None."""
    for label in labels:
        if label.id == wanted:
            return label
    name = names.typed(wanted)
    return next((label for label in labels if names.folded(label.name) == name), None)


def new(labels: Sequence[Label], name: str, max_labels: int) -> Label:
    """Return a label with a new id to add to `labels`.

    Raises Problem `bad_name`, `name_taken` or `too_many_labels`.
    """
    name = _free(labels, name)
    if len(labels) >= max_labels:
        raise Problem("too_many_labels", max=max_labels)
    return Label(_new_id(labels, name), name)


def made(wanted: Iterable[str], max_labels: int, type: ProjectType = "text") -> tuple[Label, ...]:
    """Return the labels of a new project; raises what `new` raises."""
    labels = fixed(type)
    for name in wanted:
        if find(fixed(type), name) is None:
            labels = (*labels, new(labels, name, max_labels))
    return labels


def fixed(type: ProjectType) -> tuple[Label, ...]:
    """Return the labels that a project of this type always has, first of all."""
    return (BACKGROUND,) if type == "sounds" else ()


def require_free(type: ProjectType, label: str) -> None:
    """Raise Problem `label_fixed` for the id of a label that can be neither removed nor renamed."""
    if any(item.id == label for item in fixed(type)):
        raise Problem("label_fixed")


def renamed(labels: Sequence[Label], label: str, name: str) -> Label:
    """Return the label of this id under another name; raises Problem `bad_name`, `name_taken`."""
    before = next(item for item in labels if item.id == label)
    others = [item for item in labels if item.id != label]
    return msgspec.structs.replace(before, name=_free(others, name))


def id_of(name: str) -> str:
    """Return what of a name an id keeps: letters and digits of any script, space, `-` and `_`."""
    kept = (char for char in name if char in " -_" or unicodedata.category(char)[0] in "LMN")
    return " ".join("".join(kept).split()) or "label"


def _free(labels: Iterable[Label], name: str) -> str:
    name = names.clean(name, names.MAX_LABEL_NAME)
    if any(names.folded(label.name) == names.folded(name) for label in labels):
        raise Problem("name_taken", field="name")
    return name


def _new_id(labels: Sequence[Label], name: str) -> str:
    taken = {names.folded(label.id) for label in labels}
    base = wanted = id_of(name)
    number = 1
    while names.folded(wanted) in taken:
        number += 1
        wanted = f"{base}-{number}"
    return wanted
