"""A forgotten password: a file `reset-password` on the FAT partition makes a new one."""

import secrets
import sys
from pathlib import Path
from typing import Final

from appliance.claim import LETTERS
from appliance.machine import boot_files
from appliance.machine.owner import Owner
from appliance.machine.places import Places
from appliance.machine.running import run
from appliance.machine.running import ToolFailed
from appliance.paths import Paths
from appliance.update import aside

_CHECKOUT: Final = Path(__file__).resolve().parents[2]
_LENGTH: Final = 12


class NotReset(Exception):
    """There is no new password; the message says why."""


def reset(places: Places, owner: Owner) -> str:
    """Give the teacher a new password if a person asks for it, and return it; else "".

    A process of the class's user does it: root must leave no file in the class's folder. Raises
    NotReset where the box has no teacher or its data cannot be read.
    """
    if not wanted(places):
        return ""
    password = "".join(secrets.choice(LETTERS).lower() for _ in range(_LENGTH))
    command = (sys.executable, "-m", "appliance", "reset-password", "--password-stdin")
    try:
        run(*command, "--data", places.klass, given=f"{password}\n", cwd=_CHECKOUT, owner=owner)
    except ToolFailed as error:
        raise NotReset(error.words) from error
    _remember(places, password)
    return password


def wanted(places: Places) -> bool:
    """Tell whether a person asks for it, and now is the time.

    While an update is on trial or has just been taken back, the database is not touched before its
    copy is made or restored: the file then waits for the next start.
    """
    paths = Paths(places.klass)
    unsettled = (places.trial, aside.copy_of(paths), aside.owner_note(paths))
    if any(file.exists() for file in unsettled):
        return False
    return boot_files.find(places, boot_files.RESET_PASSWORD) is not None


def done(places: Places) -> None:
    """Remove the person's file, unless it waits; raises OSError or ToolFailed."""
    if wanted(places):
        boot_files.remove(places, boot_files.RESET_PASSWORD)


def shown(places: Places) -> str:
    """Return the password that this boot has made, "" if none: the note tells it until then."""
    try:
        return (places.runtime / "new-password").read_text(encoding="ascii")
    except OSError:
        return ""


def _remember(places: Places, password: str) -> None:
    file = places.runtime / "new-password"
    file.touch(mode=0o600)
    file.write_text(password, encoding="ascii")
