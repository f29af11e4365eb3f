"""The class's database while an update is on trial: a copy aside, for the release from before.

A newer release may change the database as it opens it, and an older one refuses that. Nobody can
reach a box on trial, so nothing that was acknowledged is missing from the copy. A note beside it
says whose trial it is from; whoever starts next knows from that what to do. All of this is done
by the class's user: root stays out of a folder that somebody else can fill with links.
"""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from appliance.classroom.problems import Problem
from appliance.durable import sync_names
from appliance.durable import whole
from appliance.machine.places import Places
from appliance.paths import Paths
from appliance.update import slots

SUFFIX: Final = ".before-update"
_MARGIN: Final = 64_000_000
"""Bytes that stay free beside the copy: for logs, and for the class that writes meanwhile."""
_SIBLINGS: Final = ("-wal", "-shm")


def copy_of(paths: Paths) -> Path:
    """Return where the copy lies while there is one."""
    return paths.database.with_name(paths.database.name + SUFFIX)


def owner_note(paths: Paths) -> Path:
    """Return the file that says for which slot's trial the copy was made."""
    return paths.database.with_name(f"{paths.database.name}{SUFFIX}.slot")


def before_web(places: Places, paths: Paths) -> None:
    """Make the database right for the slot that runs; called at each boot before the web starts.

    On trial: put a copy aside. After a trial that was taken back: put that in place again. After
    one that went well: remove it. Raises Problem `no_room`, sqlite3.Error or OSError.
    """
    slot = slots.running(places)
    trial = slots.trial(places)
    owner = _owner(paths)
    if trial is not None and trial.slot == slot:
        if owner != slot or not copy_of(paths).exists():
            discard(paths)
            _keep(paths, slot)
    elif owner not in ("", slot):
        _restore(paths)
    else:
        discard(paths)


def require_room(paths: Paths) -> None:
    """Raise Problem `no_room` where the copy would not fit beside the class's data."""
    need = sum(file.stat().st_size for file in _files(paths.database)) + _MARGIN
    free = shutil.disk_usage(paths.data).free
    if free < need:
        raise Problem("no_room", need=_mb(need), free=_mb(free))


def discard(paths: Paths) -> None:
    """Remove the copy and what is known of it; raises OSError."""
    if copy_of(paths).exists():
        copy_of(paths).unlink()
        sync_names(paths.data)
    owner_note(paths).unlink(missing_ok=True)


def _keep(paths: Paths, slot: str) -> None:
    if not paths.database.is_file():
        return
    require_room(paths)
    # First whose it is: a copy that nobody knows could not be told from one that is over.
    with whole(owner_note(paths)) as note:
        note.write(slot.encode("ascii"))
    _fold(paths.database)
    with paths.database.open("rb") as source, whole(copy_of(paths)) as target:
        shutil.copyfileobj(source, target, 1 << 20)


def _fold(database: Path) -> None:
    """Bring what the log has into the file, so that the file alone is everything."""
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise OSError(f"{database} is in use")


def _restore(paths: Paths) -> None:
    """Put the copy in place; may be cut off and done again at any step."""
    copy = copy_of(paths)
    if copy.exists():
        for suffix in _SIBLINGS:
            # The newer release's log: with the older file it would be nonsense.
            Path(f"{paths.database}{suffix}").unlink(missing_ok=True)
        sync_names(paths.data)
        copy.replace(paths.database)
        sync_names(paths.data)
    owner_note(paths).unlink(missing_ok=True)


def _owner(paths: Paths) -> str:
    try:
        return owner_note(paths).read_text(encoding="ascii").strip()
    except OSError:
        return ""


def _files(database: Path) -> list[Path]:
    candidates = [database, *(Path(f"{database}{suffix}") for suffix in _SIBLINGS)]
    return [file for file in candidates if file.exists()]


def _mb(size: int) -> int:
    return -(-size // 1_000_000)
