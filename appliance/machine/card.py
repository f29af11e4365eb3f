"""`python -m appliance card`: at each boot, before its data is mounted, the card is made ready.

The first time it gets its other slot and its data partition; a `factory-reset` file empties that.
"""

import sys
from pathlib import Path
from typing import Final

from appliance.machine import boot_files
from appliance.machine import partitions
from appliance.machine.places import Places
from appliance.machine.running import run
from appliance.machine.running import ToolFailed

LABEL: Final = "CROWDDATA"
_FAT: Final = 1
_DATA: Final = 4
_REPAIRED: Final = (0, 1, 2, 3)
"""Exit statuses of e2fsck(8) after which the filesystem is sound."""
_NOTHING_KNOWN: Final = 2
"""Exit status of blkid(8) where it finds no filesystem."""


def card(places: Places) -> int:
    """Make the card ready and return the exit status; what is wrong is said in one line."""
    try:
        disk = partitions.disk(places)
        boot_files.mount(places, partitions.partition(disk, _FAT))
        if partitions.complete(disk):
            partitions.tell_kernel(disk)
        data = partitions.partition(disk, _DATA)
        partitions.wait_for(data)
        prepare(places, data)
        point_to(places, data)
    except (partitions.NoCard, ToolFailed, OSError) as error:
        print(f"The card cannot be used: {error}.", file=sys.stderr)
        return 1
    return 0


def prepare(places: Places, data: Path) -> None:
    """Leave a sound filesystem of ours on `data`: the one that is there, or a new one.

    A new one is made where there is none, and where a person asks for it; their file goes only
    when that is done. Raises ToolFailed or OSError.
    """
    wanted = boot_files.find(places, boot_files.FACTORY_RESET) is not None
    if wanted or not is_ours(data):
        make(data)
    else:
        mend(data)
    if wanted:
        boot_files.remove(places, boot_files.FACTORY_RESET)


def is_ours(data: Path) -> bool:
    """Tell whether a filesystem of a box is on `data`, sound or not; raises ToolFailed."""
    told = run("blkid", "--probe", "-o", "export", data, good=(0, _NOTHING_KNOWN))
    return {f"LABEL={LABEL}", "TYPE=ext4"} <= set(told.splitlines())


def make(data: Path) -> None:
    """Make an empty filesystem, whatever was there; raises ToolFailed."""
    # 1 % is kept for root: a full card still lets the box start and a teacher delete.
    run("mkfs.ext4", "-q", "-F", "-m", "1", "-L", LABEL, data)


def mend(data: Path) -> None:
    """Repair what a power cut left: the journal, and if need be the rest; raises ToolFailed."""
    try:
        run("e2fsck", "-p", data, good=_REPAIRED)
    except ToolFailed:
        run("e2fsck", "-f", "-y", data, good=_REPAIRED)


def point_to(places: Places, data: Path) -> None:
    """Leave a link to the data's device for the mount unit.

    A label would do until somebody puts another box's card into a reader.
    """
    places.runtime.mkdir(mode=0o755, parents=True, exist_ok=True)
    link = places.data_device
    link.unlink(missing_ok=True)
    link.symlink_to(data)
