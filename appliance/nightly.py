"""`python -m appliance nightly`: a backup each night, kept for seven.

They lie in the data folder as `night-NUMBER-REVISION.zip`. The number orders them, never the
clock; the revision is the database's, so that an unused box does not push out what a class made.
A box that is switched off at night does this soon after it starts, perhaps several times a day:
then the newest takes the place of the one before it, as far as the clock can tell.
"""

import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from zipfile import BadZipFile
from zipfile import ZipFile

import msgspec

from appliance import commands
from appliance import control
from appliance.backup_file import METADATA
from appliance.classroom.problems import Problem
from appliance.paths import Paths
from appliance.storage import AlreadyOpen
from appliance.storage import NewerSchema
from appliance.storage import StorageFailed
from appliance.storage.lock import FileLock

KEPT: Final = 7
_NAME: Final = re.compile(r"night-(\d{6})-(\d+)\.zip")
_SAME_DAY: Final = 20 * 3600
"""Seconds between two backups below which they are of one day."""
_MARGIN: Final = 100_000_000
"""Bytes that a backup leaves free: the class goes first."""
_LARGEST_METADATA: Final = 1 << 20


@dataclass(frozen=True)
class Night:
    """One backup: what orders it, the state of the database it is of, and its file."""

    number: int
    revision: int
    file: Path

    @property
    def size(self) -> int:
        """Bytes of the file."""
        return self.file.stat().st_size

    @property
    def created(self) -> int:
        """Seconds since 1970 by the box's clock, 0 where the file does not say; for people."""
        try:
            with ZipFile(self.file) as archive, archive.open(METADATA) as stream:
                return msgspec.json.decode(stream.read(_LARGEST_METADATA), type=_Made).created
        except (OSError, BadZipFile, KeyError, msgspec.MsgspecError):
            return 0


class _Made(msgspec.Struct):
    created: int


def nights(paths: Paths) -> list[Night]:
    """Return the backups that are there, the newest first."""
    try:
        files = list(paths.backups.iterdir())
    except FileNotFoundError:
        return []
    found = [(match, file) for file in files if (match := _NAME.fullmatch(file.name))]
    made = [Night(int(match[1]), int(match[2]), file) for match, file in found]
    return sorted(made, key=lambda night: night.number, reverse=True)


def night(paths: Paths, number: int) -> Night:
    """Return one of the backups; raises Problem `not_found`."""
    for found in nights(paths):
        if found.number == number:
            return found
    raise Problem("not_found")


def nightly(paths: Paths) -> int:
    """Make tonight's backup if there is something new and room for it; return the exit status."""
    try:
        print(_done(paths))
    except Problem as problem:
        print(f"No backup tonight. {problem}", file=sys.stderr)
        return 1
    except _REFUSALS as error:
        print(f"The backup of tonight was not made: {error}", file=sys.stderr)
        return 1
    return 0


_REFUSALS: Final = (control.Refused, AlreadyOpen, NewerSchema, StorageFailed, OSError)


def _done(paths: Paths) -> str:
    if not paths.database.is_file():
        return "There is nothing to back up yet."
    paths.make()
    lock = FileLock(paths.backups / "nightly")
    try:
        return _made(paths)
    finally:
        lock.release()


def _made(paths: Paths) -> str:
    _sweep(paths)
    before = nights(paths)
    revision = int(commands.order(paths, "revision"))
    if before and before[0].revision == revision:
        return "Nothing has changed since the last backup."
    _require_room(paths)
    number = before[0].number + 1 if before else 1
    new = Night(number, revision, paths.backups / f"night-{number:06}-{revision}.zip")
    commands.order(paths, "backup", file=str(new.file))
    for old in _superfluous([new, *before]):
        old.file.unlink()
    return f"{new.file.name}: everything of tonight, {new.size // 1_000_000} MB."


def _superfluous(there: list[Night]) -> list[Night]:
    """Return the backups that nobody needs any more; `there` is newest first.

    The one before the newest goes if it is of the same day as the one before that: otherwise a
    day of many starts would leave seven backups of itself.
    """
    doubled = there[1:2] if len(there) > 2 and _same_day(there[1], there[2]) else []
    kept = [night for night in there if night not in doubled]
    return doubled + kept[KEPT:]


def _same_day(newer: Night, older: Night) -> bool:
    # A clock that was set back or stands still says nothing: then both stay.
    return 0 < newer.created - older.created < _SAME_DAY


def _require_room(paths: Paths) -> None:
    """Raise Problem `no_room` where a backup could need more than there is."""
    files = [paths.database, Path(f"{paths.database}-wal"), *paths.models.iterdir()]
    need = sum(file.stat().st_size for file in files if file.is_file()) + _MARGIN
    free = shutil.disk_usage(paths.backups).free
    if free < need:
        raise Problem("no_room", need=need // 1_000_000 + 1, free=free // 1_000_000)


def _sweep(paths: Paths) -> None:
    """Remove what a backup that lost its power has left."""
    for draft in paths.backups.glob(".night-*"):
        draft.unlink()
