"""The two slots of a card: which one runs, which one starts next, and an update's trial.

`slot.txt` on the FAT names the slot that the boot loader starts. `trial.txt` is there from the
moment an update is ready until it has proved itself; the initramfs counts its tries down and, with
none left, puts `slot.txt` back and renames it to `rolled-back.txt`. The order of the writes here
is such that the power may be cut between any two of them.
"""

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from appliance.durable import sync_names
from appliance.machine import boot_files
from appliance.machine import partitions
from appliance.machine.places import Places

PARTITIONS: Final = {"a": 2, "b": 3}
TRIES: Final = 1
_ROOT: Final = re.compile(r"\broot=PARTUUID=[0-9a-f]{8}-0([23])\b")
_LINE: Final = re.compile(r"^os_prefix=([ab])/$", re.MULTILINE)
_TRIAL: Final = re.compile(r"slot=([ab])\nback=([ab])\ntries=(\d)\n")
_DISK_ID: Final = slice(440, 444)
"""Where a table of partitions has its disk's id."""


@dataclass(frozen=True)
class Trial:
    """An update that has yet to prove itself: its slot, and the one to go back to."""

    slot: str
    back: str


def running(places: Places) -> str:
    """Return the slot that runs, "a" or "b", or "" on a machine without slots."""
    found = _ROOT.search(_text(places.proc / "cmdline"))
    names = {str(number): slot for slot, number in PARTITIONS.items()}
    return names[found[1]] if found else ""


def next_one(places: Places) -> str:
    """Return the slot that starts next, "" where nothing says so."""
    found = _LINE.search(_text(places.slot))
    return found[1] if found else ""


def other(slot: str) -> str:
    """Return the slot that is not this one."""
    return "b" if slot == "a" else "a"


def folder(places: Places, slot: str) -> Path:
    """Return the folder of a slot's kernel on the FAT."""
    return places.firmware / slot


def device(places: Places, slot: str) -> Path:
    """Return the device of a slot's root; raises NoCard."""
    return partitions.partition(partitions.disk(places), PARTITIONS[slot])


def root_argument(places: Places, slot: str) -> bytes:
    """Return what the kernel is told of a slot's root; raises NoCard or OSError."""
    with partitions.disk(places).open("rb") as disk:
        number = int.from_bytes(disk.read(partitions.SECTOR)[_DISK_ID], "little")
    return f"PARTUUID={number:08x}-{PARTITIONS[slot]:02}".encode("ascii")


def trial(places: Places) -> Trial | None:
    """Return the trial that goes on, None where there is none or its file says nothing."""
    found = _TRIAL.match(_text(places.trial))
    return Trial(found[1], found[2]) if found else None


def begin_trial(places: Places, slot: str) -> None:
    """Have `slot` start next, on trial; raises OSError or ToolFailed.

    The trial is on the card before the slot is chosen: never starts an update that nobody judges.
    """
    text = f"slot={slot}\nback={other(slot)}\ntries={TRIES}\n"
    boot_files.put(places, places.trial.name, text.encode("ascii"))
    choose(places, slot)


def choose(places: Places, slot: str) -> None:
    """Have `slot` start next; raises OSError or ToolFailed.

    Written in place, as the same number of bytes of one sector: a power cut leaves the old or new.
    """
    line = f"os_prefix={slot}/\n".encode("ascii")
    if _bytes(places.slot) == line:
        return
    if len(_bytes(places.slot)) != len(line):
        boot_files.put(places, places.slot.name, line)
        return
    with boot_files.writable(places):
        number = os.open(places.slot, os.O_WRONLY | os.O_SYNC)
        try:
            os.pwrite(number, line, 0)
            os.fsync(number)
        finally:
            os.close(number)


def end_trial(places: Places) -> None:
    """Keep the slot that runs: nothing leads back any more; raises OSError or ToolFailed."""
    with boot_files.writable(places):
        places.trial.unlink(missing_ok=True)
        sync_names(places.firmware)


def put_back(places: Places, back: str) -> None:
    """Have the slot from before start next, and note that; raises OSError or ToolFailed.

    A power cut after the first step leaves a trial without tries, which the initramfs ends.
    """
    choose(places, back)
    with boot_files.writable(places):
        if places.trial.exists():
            places.trial.replace(places.rolled_back)
        else:
            places.rolled_back.touch()
        sync_names(places.firmware)


def forget_rollback(places: Places) -> None:
    """Remove the note of an update that was taken back; raises OSError or ToolFailed."""
    if places.rolled_back.exists():
        with boot_files.writable(places):
            places.rolled_back.unlink(missing_ok=True)
            sync_names(places.firmware)


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return b""


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""
