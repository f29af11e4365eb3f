"""The one class of the box: its name, language, class code, and whether it may be joined."""

import secrets
import unicodedata
from typing import Final

import msgspec

from appliance.classroom import cascade
from appliance.classroom import hashing
from appliance.classroom import names
from appliance.classroom.permissions import require
from appliance.classroom.problems import Problem
from appliance.classroom.records import Actor
from appliance.classroom.records import Classroom
from appliance.classroom.room import atomic
from appliance.classroom.room import Room

LANGUAGES: Final = ("en", "fr")
"""Languages that the pages are translated into."""


def classroom(room: Room) -> Classroom | None:
    """Return the class, or None before a teacher has claimed the box."""
    return next(iter(room.everything(Classroom)), None)


def claimed(room: Room) -> Classroom:
    """Return the class; raises Problem `not_claimed` before a teacher has claimed the box."""
    found = classroom(room)
    if found is None:
        raise Problem("not_claimed")
    return found


@atomic
def update(
    room: Room,
    actor: Actor,
    *,
    class_name: str | None = None,
    language: str | None = None,
    code_needed: bool | None = None,
    joining_open: bool | None = None,
    new_code: bool = False,
) -> Classroom:
    """Change what is not None and return the class; `new_code` makes another class code.

    Raises Problem `bad_name` or `bad_language`, and what `require` raises.
    """
    require(actor, "class.update")
    found = claimed(room)
    changed = msgspec.structs.replace(
        found,
        class_name=found.class_name if class_name is None else clean_name(class_name),
        language=found.language if language is None else known_language(language),
        code_needed=found.code_needed if code_needed is None else code_needed,
        joining_open=found.joining_open if joining_open is None else joining_open,
        class_code=another_code(found.class_code) if new_code else found.class_code,
    )
    room.put(changed)
    return changed


@atomic
def wipe(room: Room, actor: Actor, *, confirm: str) -> None:
    """Delete all that the class made, and the students; only the teacher stays signed in.

    Raises Problem `confirm_needed` unless `confirm` is the name of the class.
    """
    require(actor, "class.wipe")
    if names.typed(confirm) != names.folded(claimed(room).class_name):
        raise Problem("confirm_needed", field="confirm")
    cascade.forget_everything(room)
    room.db.compact()  # SQLite keeps what was deleted in its file until it is written anew


def clean_name(text: str) -> str:
    """Return a class name; raises Problem `bad_name`."""
    return names.clean(text, names.MAX_CLASS_NAME, field="class_name")


def known_language(language: str) -> str:
    """Return the language; raises Problem `bad_language` for one that the box does not speak."""
    if language not in LANGUAGES:
        raise Problem("bad_language", field="language")
    return language


def another_code(before: str = "") -> str:
    """Return six random digits other than `before`."""
    code = before
    while code == before:
        code = f"{secrets.randbelow(1_000_000):06d}"
    return code


def is_code(given: str, expected: str) -> bool:
    """Compare a typed class code, in the digits of any script and with anything between them."""
    digits = (str(unicodedata.decimal(char)) for char in given[:60] if char.isdecimal())
    return hashing.same("".join(digits), expected)
