"""The FAT partition, where people put files for the box and the box puts one for them."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from appliance.durable import sync_names
from appliance.durable import whole
from appliance.machine.places import Places
from appliance.machine.running import run

WISHES: Final = "crowdbox.toml"
RESET_PASSWORD: Final = "reset-password"  # noqa: S105  the name of a file
FACTORY_RESET: Final = "factory-reset"
NOTE: Final = "CROWDBOX.TXT"
_LARGEST: Final = 64 * 1024


def find(places: Places, name: str) -> Path | None:
    """Return the file that a person put there under `name`, or None.

    FAT knows no case, and Windows hides the `.txt` that it adds.
    """
    try:
        there = sorted(places.firmware.iterdir())
    except OSError:
        return None
    wanted = {name, f"{name}.txt"}
    return next((file for file in there if file.name.lower() in wanted and file.is_file()), None)


def text(file: Path) -> str:
    """Return the words of a small file from any computer's editor; raises OSError."""
    with file.open("rb") as stream:
        data = stream.read(_LARGEST)
    for encoding in ("utf-16",) if data[:2] in _UTF16 else ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
"""What Windows' editor puts before what it calls Unicode."""


def remove(places: Places, name: str) -> None:
    """Remove what a person put there under `name`; raises OSError or ToolFailed."""
    with writable(places):
        while (file := find(places, name)) is not None:
            file.unlink()
        sync_names(places.firmware)


def put(places: Places, name: str, data: bytes) -> None:
    """Write a file in one step, unless it is there already; raises OSError or ToolFailed."""
    file = places.firmware / name
    if file.is_file() and file.read_bytes() == data:
        return
    with writable(places), whole(file) as stream:
        stream.write(data)


@contextmanager
def writable(places: Places) -> Iterator[None]:
    """Have the FAT partition writable for the moment of the block, which nobody else shares.

    Outside it is read-only, so that a power cut finds nothing half written. What is not a mounted
    partition is left as it is. Raises OSError or ToolFailed.
    """
    places.runtime.mkdir(mode=0o755, parents=True, exist_ok=True)
    with (places.runtime / "firmware.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        shut = "ro" in mount_options(places)
        if shut:
            run("mount", "-o", "remount,rw", places.firmware)
        try:
            yield
        finally:
            if shut:
                os.sync()
                run("mount", "-o", "remount,ro", places.firmware)


def mount_options(places: Places) -> set[str]:
    """Return the options that the FAT partition is mounted with; none where it is not."""
    entry = _mount(places, places.firmware)
    return set(entry[3].split(",")) if entry else set()


def device(places: Places, folder: Path) -> Path | None:
    """Return the device that is mounted at a folder, or None."""
    entry = _mount(places, folder)
    return Path(entry[0]) if entry else None


def mount(places: Places, fat: Path) -> None:
    """Mount the FAT partition, read-only, unless it is; raises OSError or ToolFailed."""
    if _mount(places, places.firmware) is None:
        options = "ro,umask=0022,shortname=mixed,utf8=1,errors=continue"
        run("mount", "-t", "vfat", "-o", options, fat, places.firmware)


def _mount(places: Places, folder: Path) -> list[str] | None:
    """Return the fields of the last line of /proc/mounts about a folder (fstab(5))."""
    try:
        lines = (places.proc / "mounts").read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    found = [line.split(" ") for line in lines if line.split(" ")[1:2] == [str(folder)]]
    return found[-1] if found else None
