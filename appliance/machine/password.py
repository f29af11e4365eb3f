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

_CHECKOUT: Final = Path(__file__).resolve().parents[2]
_LENGTH: Final = 12


def reset(places: Places, owner: Owner) -> str:
    """Give the teacher a new password if a person asks for it, and return it; else "".

    A process of the class's user does it: root must leave no file in the class's folder. Raises
    ToolFailed where the box has no teacher or its data cannot be read.
    """
    if boot_files.find(places, boot_files.RESET_PASSWORD) is None:
        return ""
    password = "".join(secrets.choice(LETTERS).lower() for _ in range(_LENGTH))
    command = (sys.executable, "-m", "appliance", "reset-password", "--password-stdin")
    run(*command, "--data", places.klass, given=f"{password}\n", cwd=_CHECKOUT, owner=owner)
    _remember(places, password)
    return password


def done(places: Places) -> None:
    """Remove the person's file; raises OSError or ToolFailed."""
    if boot_files.find(places, boot_files.RESET_PASSWORD) is not None:
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
