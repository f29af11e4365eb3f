"""The table of partitions of the card: what the image brought, and what the first boot adds."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from typing import Final

from appliance.machine import boot_files
from appliance.machine.places import Places
from appliance.machine.running import run

SECTOR: Final = 512
_ALIGNED: Final = 2048
"""Sectors: partitions begin at whole MB, as cards erase in blocks."""
_LEAST_DATA: Final = 256 * 1024 * 1024 // SECTOR
"""Sectors below which there is no use in a partition for data."""
_WIPED: Final = 4 * 1024 * 1024
_PATIENCE: Final = 30
"""Seconds."""


class NoCard(Exception):
    """The card that the box started from is not found, or is not one of ours, or is too small."""


@dataclass(frozen=True)
class Slice:
    """Where a partition lies, in sectors of 512 bytes."""

    start: int
    size: int

    @property
    def end(self) -> int:
        """The first sector after it, aligned."""
        return -(-(self.start + self.size) // _ALIGNED) * _ALIGNED


def disk(places: Places) -> Path:
    """Return the device of the whole card that the box started from; raises NoCard.

    A label would find another box's card too, if that is in a reader.
    """
    used = boot_files.device(places, places.root_slot) or boot_files.device(places, places.firmware)
    if used is None:
        raise NoCard("it is not known what the box started from")
    known = places.sys / "class" / "block" / used.resolve().name
    if not (known / "partition").exists():
        raise NoCard(f"{used} is not a partition of a card")
    return places.devices / known.resolve().parent.name


def partition(disk: Path, number: int) -> Path:
    """Return the device of a partition: `mmcblk0p2`, `sda2`."""
    return disk.with_name(f"{disk.name}{'p' if disk.name[-1].isdigit() else ''}{number}")


def table(disk: Path) -> dict[int, Slice]:
    """Return the partitions of `disk`, by number; raises ToolFailed or NoCard."""
    label: dict[str, Any] = json.loads(run("sfdisk", "--json", disk))["partitiontable"]
    if label.get("label") != "dos" or label.get("sectorsize", SECTOR) != SECTOR:
        raise NoCard(f"{disk} has another kind of partition table")
    names = {str(partition(disk, number)): number for number in range(1, 5)}
    return {
        names[entry["node"]]: Slice(entry["start"], entry["size"])
        for entry in label["partitions"]
        if entry["node"] in names
    }


def lacking(there: dict[int, Slice], sectors: int) -> dict[int, Slice]:
    """Return what a card of so many sectors still needs: the other slot, and the data.

    Raises NoCard for a card that is no box's or is too small.
    """
    if not {1, 2} <= there.keys():
        raise NoCard("the card lacks the partitions of the image")
    wanted = dict(there)
    if 3 not in wanted:
        wanted[3] = Slice(wanted[2].end, wanted[2].size)
    if 4 not in wanted:
        wanted[4] = Slice(wanted[3].end, (sectors - wanted[3].end) // _ALIGNED * _ALIGNED)
    if wanted[4].size < _LEAST_DATA:
        raise NoCard("the card is too small")
    return {number: wanted[number] for number in (3, 4) if number not in there}


def complete(disk: Path) -> bool:
    """Add to the table what is lacking; tell whether something was.

    Where a new partition begins, what an earlier use of the card left is wiped first: a power cut
    in between leaves nothing that looks like a class's data. Raises NoCard, ToolFailed or OSError.
    """
    new = lacking(table(disk), size(disk) // SECTOR)
    if not new:
        return False
    for place in new.values():
        _wipe(disk, place)
    script = "".join(f"start={at.start}, size={at.size}, type=83\n" for at in new.values())
    # --no-reread, --force: the card is in use. All entries are in one sector, written at once.
    run(
        "sfdisk",
        "--append",
        "--no-reread",
        "--no-tell-kernel",
        "--force",
        "--quiet",
        disk,
        given=script,
    )
    return True


def tell_kernel(disk: Path) -> None:
    """Have the kernel know of new partitions; raises ToolFailed."""
    run("partx", "--update", "--nr", "3:4", disk)


def wait_for(device: Path) -> None:
    """Wait until udev knows a device: systemd mounts nothing from one that it does not."""
    run("udevadm", "wait", f"--timeout={_PATIENCE}", device, good=(0, 1))


def size(device: Path) -> int:
    """Return the bytes of a device or a plain file; raises OSError."""
    with device.open("rb") as stream:
        return stream.seek(0, os.SEEK_END)


def _wipe(disk: Path, place: Slice) -> None:
    with disk.open("r+b") as stream:
        stream.seek(place.start * SECTOR)
        stream.write(bytes(min(_WIPED, place.size * SECTOR)))
        stream.flush()
        os.fsync(stream.fileno())
