"""What an owner tells the box on the command line: back up, restore, give a new password.

A running box carries these out itself, so that its database keeps one owner; without one the
command opens the data folder. Both ways end in the same functions, those of `verbs`.
"""

import getpass
import os
import secrets
import shutil
import sys
import uuid
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from typing import Final

from appliance import backup as backups
from appliance import claim
from appliance import control
from appliance.classroom import klass
from appliance.classroom import teacher
from appliance.classroom.problems import Problem
from appliance.classroom.room import open_room
from appliance.classroom.room import Room
from appliance.durable import whole
from appliance.paths import Paths
from appliance.settings import Settings
from appliance.storage import AlreadyOpen
from appliance.storage import NewerSchema
from appliance.storage import StorageFailed

_READABLE: Final = "abcdefghjkmnpqrstuvwxyz23456789"
_MADE_UP_LENGTH: Final = 12
_REFUSALS: Final = (Problem, control.Refused, AlreadyOpen, NewerSchema, StorageFailed, OSError)


def verbs(room: Room, paths: Paths) -> dict[str, Callable[..., Any]]:
    """Return what a box does when the command line asks, for a ControlServer."""

    def write_backup(file: str) -> None:
        backups.write(room.db, paths.models, Path(file))

    def read_backup(file: str) -> None:
        backups.restore(room.db, paths.models, Path(file))
        claim.ensure(paths, claimed=klass.classroom(room) is not None)

    def set_password(password: str) -> None:
        teacher.set_password(room, password)

    return {
        "backup": write_backup,
        "restore": read_backup,
        "reset-password": set_password,
        "revision": lambda: room.db.revision,
    }


def backup(settings: Settings, file: Path) -> int:
    """Write everything to `file`; return the exit status."""
    paths = Paths(settings.data)
    if not paths.database.is_file():
        print(f"There is no Crowdbox in {paths.data}.", file=sys.stderr)
        return 1

    def bring() -> str:
        with _parcel(paths) as parcel:
            order(paths, "backup", file=str(parcel))
            _keep(parcel, file)
        return f"{file} holds everything: people, projects, examples and models."

    return _told(bring, otherwise="The backup was not made.")


def restore(settings: Settings, file: Path) -> int:
    """Replace everything by the backup in `file`; return the exit status."""
    paths = Paths(settings.data)

    def give() -> str:
        with _parcel(paths) as parcel:
            _keep(file, parcel)
            _own(parcel, paths.run)
            order(paths, "restore", file=str(parcel))
        return f"The box is as it was when {file} was made."

    return _told(give, otherwise="Nothing was changed.")


def reset_password(settings: Settings, *, from_stdin: bool) -> int:
    """Give the teacher a new password and sign every teacher out; return the exit status."""
    password, made = _new_password(from_stdin)

    def reset() -> str:
        order(Paths(settings.data), "reset-password", password=password)
        return f"New password: {password}" if made else "The teacher has the new password."

    return _told(reset, otherwise="The password is as it was.")


def order(paths: Paths, verb: str, **arguments: str) -> Any:
    """Have a running box do it, or do it here where none runs; return what it gives.

    Raises what `control.ask`, opening the storage and the verb itself raise.
    """
    try:
        return control.ask(paths.control_socket, verb, **arguments)
    except control.NotRunning:
        paths.make()
        room = open_room(paths.data)
        try:
            return verbs(room, paths)[verb](**arguments)
        finally:
            room.close()


def _told(action: Callable[[], str], *, otherwise: str) -> int:
    """Do it and print what it says, or what went wrong; return the exit status."""
    try:
        print(action())
    except _REFUSALS as error:
        print(f"{_words(error)}\n{otherwise}", file=sys.stderr)
        return 1
    return 0


def _words(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return str(error)


@contextmanager
def _parcel(paths: Paths) -> Iterator[Path]:
    """Give the name of a file that the box and this command can both use; it is gone afterwards.

    The box may run as another user, shut off from every folder but its own.
    """
    paths.make()
    parcel = paths.run / f"parcel-{uuid.uuid4().hex}.zip"
    try:
        yield parcel
    finally:
        parcel.unlink(missing_ok=True)


def _own(parcel: Path, folder: Path) -> None:
    """Give a parcel that root made to the owner of `folder`, who runs the box."""
    if os.geteuid() == 0:
        owner = folder.stat()
        os.chown(parcel, owner.st_uid, owner.st_gid)


def _keep(backup: Path, target: Path) -> None:
    """Copy a backup to `target` in one step: there is a whole one or none."""
    with backup.open("rb") as source, whole(target) as stream:
        shutil.copyfileobj(source, stream)


def _new_password(from_stdin: bool) -> tuple[str, bool]:
    """Return the password to set and whether it was made up here, so has to be shown."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n"), False
    typed = _typed_password() if sys.stdin.isatty() else ""
    if typed:
        return typed, False
    return "".join(secrets.choice(_READABLE) for _ in range(_MADE_UP_LENGTH)), True


def _typed_password() -> str:
    """Ask for a password until it is typed twice alike; empty means: make one up."""
    while True:
        first = getpass.getpass("New password for the teacher (empty: make one up): ")
        if not first or getpass.getpass("Once more: ") == first:
            return first
        print("Those were not the same. Again, please.")
