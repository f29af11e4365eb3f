"""USB sticks: found, and mounted for the moment of one order only."""

import errno
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import BinaryIO
from typing import Final

import msgspec

from appliance.classroom.problems import Problem
from appliance.durable import sync_names
from appliance.machine import partitions
from appliance.machine.places import Places
from appliance.machine.running import run
from appliance.machine.running import ToolFailed

FILESYSTEMS: Final = "vfat,exfat,ext4"
_OPTIONS: Final = "nosuid,nodev,noexec"
BACKUP: Final = ".zip"
UPDATE: Final = ".update"
_LONGEST_NAME: Final = 120
_MOST_FILES: Final = 50
_MARGIN: Final = 1_000_000


class StickInfo(msgspec.Struct, frozen=True, kw_only=True):
    """A stick and what is on it for a box; `id` is what the other verbs want."""

    id: str
    name: str
    free_mb: int
    backups: list[str]
    updates: list[str]


@dataclass(frozen=True)
class Stick:
    """A partition of a stick, or a stick without partitions: `device` and its maker's name."""

    id: str
    name: str
    device: Path


def sticks(places: Places) -> list[Stick]:
    """Return what is plugged in, except what the box itself runs from."""
    found = []
    for disk in sorted((places.sys / "block").glob("sd*")):
        if "/usb" in str(disk.resolve()) and disk.name != _own_disk(places):
            found += [Stick(part, _name(disk), places.devices / part) for part in _parts(disk)]
    return found


def stick(places: Places, id_: str) -> Stick:
    """Return one of `sticks`; raises Problem `no_stick`."""
    for found in sticks(places):
        if found.id == id_:
            return found
    raise Problem("no_stick")


def described(found: Stick, folder: Path) -> StickInfo:
    """Return what is on a stick that is mounted at `folder`; raises OSError."""
    names = sorted(entry.name for entry in os.scandir(folder) if _counts(entry))
    return StickInfo(
        id=found.id,
        name=found.name,
        free_mb=shutil.disk_usage(folder).free // 1_000_000,
        backups=[name for name in names if name.lower().endswith(BACKUP)][:_MOST_FILES],
        updates=[name for name in names if name.lower().endswith(UPDATE)][:_MOST_FILES],
    )


def save(source: BinaryIO, folder: Path, name: str) -> None:
    """Copy a file to a mounted stick: there is a whole one or none.

    Raises Problem `bad_name`, `name_taken`, `stick_full`, or OSError.
    """
    target = folder / good_name(name)
    if target.exists() or target.is_symlink():
        raise Problem("name_taken")
    size, free = os.fstat(source.fileno()).st_size, shutil.disk_usage(folder).free
    if free < size + _MARGIN:
        raise Problem("stick_full", need=_mb(size + _MARGIN), free=free // 1_000_000)
    draft = folder / f".crowdbox-{os.getpid()}.part"
    draft.unlink(missing_ok=True)
    try:
        _write(source, draft)
        draft.replace(target)
        sync_names(folder)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise Problem("stick_full", need=_mb(size), free=0) from error
        raise
    finally:
        draft.unlink(missing_ok=True)


def taken(folder: Path, name: str) -> BinaryIO:
    """Return a plain file of a mounted stick, to read; raises Problem `bad_name`, `not_found`."""
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        number = os.open(folder / good_name(name), flags)
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.ELOOP):
            raise Problem("not_found") from None
        raise
    if not stat.S_ISREG(os.fstat(number).st_mode):
        os.close(number)
        raise Problem("not_found")
    return os.fdopen(number, "rb")


def good_name(name: str) -> str:
    """Return the name of a backup or an update at the top of a stick; raises Problem `bad_name`."""
    kinds = (BACKUP, UPDATE)
    fits = 0 < len(name) <= _LONGEST_NAME and name.isprintable() and not name.startswith(".")
    # What FAT refuses too, so that a name works on every stick.
    if not fits or set(name) & set('/\\:*?"<>|') or not name.lower().endswith(kinds):
        raise Problem("bad_name", max=_LONGEST_NAME)
    return name


@contextmanager
def mounted(found: Stick, folder: Path, *, writable: bool = False) -> Iterator[Path]:
    """Give the folder where a stick is mounted for the moment of the block, below `folder`.

    Raises Problem `stick_failed` for what the stick does wrong.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    place = Path(mkdtemp(dir=folder, prefix="stick-"))
    options = f"{'rw' if writable else 'ro'},{_OPTIONS}"
    try:
        run("mount", "-t", FILESYSTEMS, "-o", options, found.device, place)
        try:
            yield place
        finally:
            _unmount(place)
    except (OSError, ToolFailed) as error:
        raise Problem("stick_failed") from error
    finally:
        place.rmdir()


def tidy(folder: Path) -> None:
    """Let go of what a helper that was killed has left mounted below `folder`."""
    for place in folder.glob("stick-*"):
        if place.is_mount():
            _unmount(place)
        place.rmdir()


def _unmount(place: Path) -> None:
    try:
        run("umount", place)
    except ToolFailed:
        # Pulled out while it was written: what is left of it must not keep the next one away.
        run("umount", "--lazy", place)


def _write(source: BinaryIO, draft: Path) -> None:
    with draft.open("xb") as target:
        shutil.copyfileobj(source, target, 1 << 20)
        target.flush()
        os.fsync(target.fileno())


def _own_disk(places: Places) -> str:
    try:
        return partitions.disk(places).name
    except partitions.NoCard:
        return ""


def _parts(disk: Path) -> list[str]:
    parts = sorted(part.parent.name for part in disk.glob(f"{disk.name}*/partition"))
    return parts or [disk.name]


def _name(disk: Path) -> str:
    words = (_text(disk / "device" / part).strip() for part in ("vendor", "model"))
    return " ".join(word for word in words if word) or disk.name


def _counts(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file(follow_symlinks=False) and good_name(entry.name) == entry.name
    except Problem:
        return False


def _text(file: Path) -> str:
    try:
        found = file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return "".join(letter for letter in found if letter.isprintable())[:40]


def _mb(size: int) -> int:
    return -(-size // 1_000_000)
