"""An update on a real disk with real partitions, found and mounted by the kernel."""

import os
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from appliance.classroom.problems import Problem
from appliance.machine import boot_files
from appliance.machine.places import Places
from appliance.update import apply
from appliance.update import bundle
from appliance.update import slots
from tests.appliance.update.card import Card
from tests.appliance.update.card import DISK_ID
from tests.appliance.update.card import NEW_ROOT
from tests.tools import need

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="needs root, for a disk and to mount")
TABLE = f"label: dos\nlabel-id: 0x{DISK_ID}\n" + "".join(
    f"start={start},size={size},type=83\n"
    for start, size in ((2048, 65536), (67584, 16384), (83968, 16384))
)


def told(*command: str | Path, given: str = "") -> str:
    """Return what a command prints; skips where it does not work here."""
    done = subprocess.run(command, input=given, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"{command[0]} does not work here: {done.stderr.strip()}")
    return done.stdout.strip()


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """Return the device of a disk with a card's first three partitions."""
    need("sfdisk")
    image = tmp_path / "image"
    with image.open("wb") as file:
        file.truncate(50 << 20)
    told("sfdisk", "--quiet", image, given=TABLE)
    device = Path(told("losetup", "--find", "--show", image))
    # Not --partscan: the kernel may look at the table later than it says.
    subprocess.run(["partx", "--add", device], check=False, capture_output=True)
    yield device
    subprocess.run(["partx", "--delete", device], check=False, capture_output=True)
    subprocess.run(["losetup", "--detach", device], check=True)


@pytest.fixture
def real(card: Card, disk: Path) -> Iterator[Card]:
    """Return a card whose devices and mounts are the kernel's.

    Its first partition has ext4: the machines that test have seldom FAT.
    """
    first = Path(f"{disk}p1")
    if not first.exists():
        pytest.skip("this machine makes no devices for partitions")
    told("mkfs.ext4", "-q", first)
    firmware = card.places.firmware.parent / "mounted"
    firmware.mkdir()
    told("mount", first, firmware)
    (firmware / "slot.txt").write_text("os_prefix=a/\n")
    told("mount", "-o", "remount,ro", firmware)
    (card.places.proc / "mounts").unlink()
    (card.places.proc / "mounts").symlink_to("/proc/mounts")
    places = replace(card.places, firmware=firmware, devices=Path("/dev"), sys=Path("/sys"))
    yield Card(places, card.paths)
    subprocess.run(["umount", firmware], check=True)


def applied(places: Places, card: Card, update: Path) -> None:
    with update.open("rb") as file:
        checked = bundle.verify(file, places.public_key, arch="arm64")
        apply.apply(file, checked, places, card.paths)


def test_an_update_is_on_the_partition_and_the_fat_is_read_only_again(real, update) -> None:
    applied(real.places, real, update)
    assert "ro" in boot_files.mount_options(real.places)
    assert slots.device(real.places, "b").is_block_device()
    with slots.device(real.places, "b").open("rb") as device:
        assert device.read(len(NEW_ROOT)) == NEW_ROOT
    line = (real.places.firmware / "b" / "cmdline.txt").read_text()
    assert f"root=PARTUUID={DISK_ID}-03" in line
    assert (slots.next_one(real.places), slots.trial(real.places)) == ("b", slots.Trial("b", "a"))


def test_a_partition_that_is_mounted_is_never_written(real: Card, update, tmp_path) -> None:
    device = slots.device(real.places, "b")
    told("mkfs.ext4", "-q", device)
    (tmp_path / "busy").mkdir()
    told("mount", device, tmp_path / "busy")
    try:
        with pytest.raises(Problem, match="could not be written"):
            applied(real.places, real, update)
    finally:
        subprocess.run(["umount", tmp_path / "busy"], check=True)
    assert slots.next_one(real.places) == "a"
