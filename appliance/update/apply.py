"""An update is written into the slot that does not run, read back, and has its trial begun.

Until the last step the card starts as it did before: what is written lies where nothing looks.
The file may be somebody else's to change meanwhile, so what counts is what is read back.
"""

import errno
import hashlib
import os
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO
from typing import Final

from appliance.classroom.problems import Problem
from appliance.durable import sync_names
from appliance.machine import boot_files
from appliance.machine import partitions
from appliance.machine.places import Places
from appliance.machine.running import ToolFailed
from appliance.paths import Paths
from appliance.update import aside
from appliance.update import bundle
from appliance.update import slots
from appliance.update.archive import Member
from appliance.update.bundle import Bundle
from appliance.update.bundle import Progress

Step = Callable[[str], None]
_SYNC_EVERY: Final = 16 * bundle.CHUNK
"""Bytes; what waits to be written takes memory from the class, and its writes wait behind it."""
_FAT_MARGIN: Final = 8_000_000
_READ_WORTH: Final = 0.3
"""Reading a card back, beside writing it."""


def require_possible(places: Places, paths: Paths) -> str:
    """Return the slot that an update would go into.

    Raises Problem `cannot_update` on a machine without slots, `update_runs` before the last one
    has proved itself, `no_room` where the database's copy would not fit.
    """
    running = slots.running(places)
    if not running or slots.next_one(places) not in ("a", "b"):
        raise Problem("cannot_update")
    if places.trial.exists():
        raise Problem("update_runs")
    aside.require_room(paths)
    return slots.other(running)


def apply(
    file: BinaryIO,
    update: Bundle,
    places: Places,
    paths: Paths,
    *,
    progress: Progress = lambda done, total: None,
    before: Step = lambda name: None,
) -> None:
    """Write a verified update and have it start next, on trial.

    `before` is called with the name of each step before it is done. Raises Problem
    `cannot_update`, `update_runs`, `no_room`, `damaged_update` or `update_failed`; the slot that
    runs then starts again as before.
    """
    slot = require_possible(places, paths)
    with _failures():
        device = slots.device(places, slot)
        _require_size(device, update.members[bundle.ROOT])
        slots.forget_rollback(places)
        aside.discard(paths)
        before("root")
        _write_root(file, update, device, progress)
        before("read root")
        _read_root(update, device, progress)
        before("boot")
        _write_boot(file, update, places, slot, before)
        before("trial")
        slots.begin_trial(places, slot)


@contextmanager
def _failures() -> Iterator[None]:
    """Raise Problem for what a card or a tool says."""
    try:
        yield
    except partitions.NoCard:
        raise Problem("cannot_update") from None
    except (OSError, ToolFailed) as error:
        raise Problem("update_failed") from error


def _require_size(device: Path, root: Member) -> None:
    if partitions.size(device) < root.size:
        raise Problem("other_board")


def _write_root(file: BinaryIO, update: Bundle, device: Path, progress: Progress) -> None:
    root = update.members[bundle.ROOT]
    # For a device O_EXCL fails where it is mounted: never is the slot that runs written to.
    number = os.open(device, os.O_WRONLY | os.O_EXCL | os.O_CLOEXEC)
    try:
        _pour(bundle.chunks(file, root), number, lambda done: progress(done, _work(root)))
    finally:
        os.close(number)


def _read_root(update: Bundle, device: Path, progress: Progress) -> None:
    root = update.members[bundle.ROOT]
    digest, done = hashlib.sha256(), 0
    with device.open("rb", buffering=0) as stream:
        _forget_cached(stream.fileno())
        while done < root.size and (chunk := stream.read(min(bundle.CHUNK, root.size - done))):
            digest.update(chunk)
            done += len(chunk)
            progress(root.size + int(done * _READ_WORTH), _work(root))
    if digest.hexdigest() != update.manifest.files[bundle.ROOT].sha256:
        raise Problem("update_failed")


def _write_boot(file: BinaryIO, update: Bundle, places: Places, slot: str, before: Step) -> None:
    folder = slots.folder(places, slot)
    mark = slots.root_argument(places, slot)
    with boot_files.writable(places):
        folder.mkdir(exist_ok=True)
        for old in folder.iterdir():
            old.unlink()
        _require_fat(folder, sum(member.size for member, _ in update.boot.values()))
        for name, (member, sha256) in update.boot.items():
            before(name)
            content = bundle.chunks(file, member)
            if name == bundle.COMMAND_LINE:
                line, sha256 = _command_line(content, sha256, mark)
                content = iter([line])
            _write_file(folder / name, content, sha256)
        sync_names(folder)
        sync_names(folder.parent)


def _command_line(content: Iterator[bytes], sha256: str, mark: bytes) -> tuple[bytes, str]:
    """Return the line for a slot and its hash; raises Problem where the file was changed."""
    text = b"".join(content)
    if hashlib.sha256(text).hexdigest() != sha256:
        raise Problem("damaged_update")
    line = text.replace(bundle.ROOT_MARK, mark)
    return line, hashlib.sha256(line).hexdigest()


def _write_file(target: Path, content: Iterator[bytes], sha256: str) -> None:
    number = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
    try:
        _pour(content, number, lambda done: None)
    finally:
        os.close(number)
    with target.open("rb", buffering=0) as stream:
        _forget_cached(stream.fileno())
        if hashlib.file_digest(stream, "sha256").hexdigest() != sha256:
            raise Problem("update_failed")


def _pour(content: Iterator[bytes], number: int, progress: Callable[[int], None]) -> None:
    """Write to a file or device, with everything on the card at the end."""
    done = synced = 0
    for chunk in content:
        view = memoryview(chunk)
        while view:
            view = view[os.write(number, view) :]
        done += len(chunk)
        if done - synced >= _SYNC_EVERY:
            os.fdatasync(number)
            synced = done
        progress(done)
    os.fsync(number)


def _forget_cached(number: int) -> None:
    """Have the kernel read from the card what it could have remembered."""
    os.posix_fadvise(number, 0, 0, os.POSIX_FADV_DONTNEED)


def _require_fat(folder: Path, size: int) -> None:
    card = os.statvfs(folder)
    if card.f_bavail * card.f_frsize < size + _FAT_MARGIN:
        raise OSError(errno.ENOSPC, "the FAT partition is full", str(folder))


def _work(root: Member) -> int:
    return int(root.size * (1 + _READ_WORTH))
