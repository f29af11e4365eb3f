"""The card as one file: a partition table, the FAT and the first slot."""

import hashlib
from pathlib import Path
from typing import Any
from typing import Final

from imagebuild import boot
from imagebuild.description import Description
from imagebuild.description import EPOCH
from imagebuild.steps import Run
from imagebuild.steps import StepFailed

_MIB: Final = 1 << 20
START_MIB: Final = 8
"""Where the first partition begins: whole erase blocks of common cards."""


def squash(run: Run, described: Description, root: Path, target: Path) -> None:
    """Make the file `target`, a squashfs of `root`, the same bytes for the same files."""
    settings = described.image["root"]
    run.command(
        "mksquashfs", root, target, "-comp", settings["compression"], "-noappend", "-no-progress",
        *_level(settings),
        "-mkfs-time", EPOCH, "-all-time", EPOCH, "-no-exports", "-xattrs",
    )  # fmt: skip
    size = target.stat().st_size
    if size > described.slot_mb * _MIB:
        raise StepFailed(f"The root has {size // _MIB} MiB; a slot has {described.slot_mb}.")


def _level(settings: dict[str, Any]) -> tuple[str, ...]:
    if settings["compression"] != "zstd":
        return ()
    return ("-Xcompression-level", str(settings["level"]))


def make(run: Run, described: Description, fat: Path, squashed: Path, target: Path) -> None:
    """Make the file `target`: what is written to a card. `fat` is a folder. Raises StepFailed."""
    disk = disk_id(squashed)
    start, size = START_MIB, described.firmware_mb
    slot_start = start + size
    # Sparse: the second slot and the data come into being on the card.
    with target.open("wb") as file:
        file.truncate((slot_start + described.slot_mb) * _MIB)
    table = (
        f"label: dos\nlabel-id: 0x{disk}\n"
        f"start={start}MiB, size={size}MiB, type=c, bootable\n"
        f"start={slot_start}MiB, size={described.slot_mb}MiB, type=83\n"
    )
    run.command("sfdisk", "--quiet", target, stdin=table.encode())
    volume = target.with_suffix(".fat")
    make_fat(run, described, fat, disk, volume)
    for part, offset in ((volume, start), (squashed, slot_start)):
        run.command(
            "dd", f"if={part}", f"of={target}", "bs=1M", f"seek={offset}", "conv=notrunc,sparse"
        )
    volume.unlink()


def make_fat(run: Run, described: Description, folder: Path, disk: str, target: Path) -> None:
    """Make the file `target`, a FAT file system with what is in `folder`."""
    command_line = folder / "a/cmdline.txt"
    command_line.write_text(
        command_line.read_text().replace("@ROOT@", f"PARTUUID={disk}-02"), encoding="ascii"
    )
    with target.open("wb") as file:
        file.truncate(described.firmware_mb * _MIB)
    label = described.image["card"]["label"]
    run.command("mkfs.vfat", "-F", "32", "-n", label, "-i", disk, "--invariant", target)
    run.command("mcopy", "-s", "-Q", "-m", "-i", target, *sorted(folder.iterdir()), "::/")


def disk_id(squashed: Path) -> str:
    """Return eight hex digits for the card, the same for the same root."""
    with squashed.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:8]


def fat_folder(described: Description, base: Path, initrd: Path, target: Path) -> None:
    """Make the folder `target` with everything that the FAT holds."""
    slot = target / "a"
    slot.mkdir(parents=True)
    boot.firmware_files(described, base, target)
    boot.slot_files(described, base, initrd, slot)
