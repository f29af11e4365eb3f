import os
import subprocess
from pathlib import Path

import pytest

from appliance.machine import partitions
from appliance.machine.partitions import NoCard
from appliance.machine.partitions import Slice
from appliance.machine.places import Places
from tests.tools import need

GB = 1024**3
IMAGE = "label: dos\nstart=2048, size=32M, type=c\nsize=256M, type=83\n"


def card(folder: Path, size: int = 2 * GB, table: str = IMAGE) -> Path:
    """Return a file with the partitions that the image has, as large as a card."""
    need("sfdisk")
    file = folder / "card"
    file.touch()
    os.truncate(file, size)
    subprocess.run(["sfdisk", "--quiet", file], input=table, text=True, check=True)
    return file


def test_a_new_card_gets_its_other_slot_and_the_rest_as_data(tmp_path: Path) -> None:
    file = card(tmp_path)
    assert partitions.complete(file)
    found = partitions.table(file)
    assert found[3].size == found[2].size
    assert 2 * GB - (found[4].start + found[4].size) * 512 < 1024**2


def test_a_complete_card_is_left_as_it_is(tmp_path: Path) -> None:
    file = card(tmp_path)
    partitions.complete(file)
    before = partitions.table(file)
    assert not partitions.complete(file)
    assert partitions.table(file) == before


def test_partitions_begin_at_whole_megabytes(tmp_path: Path) -> None:
    file = card(tmp_path, table="label: dos\nstart=2048, size=32M\nstart=67584, size=500001\n")
    partitions.complete(file)
    assert [found.start % 2048 for found in partitions.table(file).values()] == [0, 0, 0, 0]


def test_what_an_earlier_use_left_where_data_will_be_is_wiped(tmp_path: Path) -> None:
    file = card(tmp_path)
    at = partitions.lacking(partitions.table(file), 2 * GB // 512)[4].start * 512
    with file.open("r+b") as stream:
        stream.seek(at + 1024)
        stream.write(b"an old filesystem")
    partitions.complete(file)
    with file.open("rb") as stream:
        stream.seek(at)
        assert stream.read(4096) == bytes(4096)


def test_a_card_whose_slot_was_made_before_a_power_cut_gets_its_data() -> None:
    there = {1: Slice(2048, 2048), 2: Slice(4096, 2048), 3: Slice(6144, 2048)}
    assert partitions.lacking(there, 4 * GB // 512).keys() == {4}


def test_a_small_card_is_refused(tmp_path: Path) -> None:
    file = card(tmp_path, size=GB * 3 // 4)
    with pytest.raises(NoCard, match="too small"):
        partitions.complete(file)
    assert partitions.table(file).keys() == {1, 2}


def test_a_card_of_something_else_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoCard, match="another kind"):
        partitions.complete(card(tmp_path, table="label: gpt\nsize=32M\n"))
    with pytest.raises(NoCard, match="lacks"):
        partitions.complete(card(tmp_path, table="label: dos\nsize=32M\n"))


@pytest.mark.parametrize(("disk", "name"), [("mmcblk0", "mmcblk0p4"), ("vda", "vda4")])
def test_a_partition_is_named_as_the_kernel_names_it(disk: str, name: str) -> None:
    assert partitions.partition(Path("/dev") / disk, 4) == Path("/dev") / name


def in_sysfs(places: Places, disk: str, part: str) -> None:
    """Make what the kernel tells of a partition of a disk."""
    real = places.sys / "devices" / disk / part
    real.mkdir(parents=True)
    (real / "partition").write_text("2\n")
    (places.sys / "class" / "block").mkdir(parents=True)
    (places.sys / "class" / "block" / part).symlink_to(real)


def test_the_disk_is_the_one_that_the_box_started_from(places: Places) -> None:
    in_sysfs(places, "mmcblk0", "mmcblk0p2")
    (places.proc / "mounts").write_text(f"/dev/mmcblk0p2 {places.root_slot} squashfs ro 0 0\n")
    assert partitions.disk(places) == places.devices / "mmcblk0"


def test_a_machine_that_started_from_something_else_has_no_card(places: Places) -> None:
    with pytest.raises(NoCard, match="not known"):
        partitions.disk(places)
    (places.proc / "mounts").write_text(f"/dev/vda {places.firmware} vfat ro 0 0\n")
    with pytest.raises(NoCard, match="not a partition"):
        partitions.disk(places)
