import os
import subprocess
from pathlib import Path

import pytest

from appliance.machine import card
from appliance.machine.places import Places
from appliance.machine.running import run
from appliance.machine.running import ToolFailed


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return an empty data partition."""
    file = tmp_path / "partition"
    file.touch()
    os.truncate(file, 64 * 1024**2)
    return file


def uuid(data: Path) -> str:
    return run("blkid", "--probe", "-s", "UUID", "-o", "value", data)


def test_an_empty_partition_gets_a_filesystem(places: Places, data: Path) -> None:
    card.prepare(places, data)
    assert card.is_ours(data)


def test_a_healthy_filesystem_stays(places: Places, data: Path) -> None:
    card.make(data)
    before = uuid(data)
    card.prepare(places, data)
    assert uuid(data) == before


def test_what_somebody_elses_computer_left_there_is_no_filesystem_of_ours(
    places: Places, data: Path
) -> None:
    subprocess.run(["mkfs.ext4", "-q", "-F", "-L", "rootfs", data], check=True)
    card.prepare(places, data)
    assert card.is_ours(data)


def test_a_damaged_filesystem_of_ours_is_repaired_and_not_made_anew(
    places: Places, data: Path
) -> None:
    card.make(data)
    before = uuid(data)
    with data.open("r+b") as stream:
        stream.seek(300 * 1024)
        stream.write(b"\xff" * 200_000)
    card.prepare(places, data)
    assert uuid(data) == before
    assert run("e2fsck", "-n", data)


def test_a_reset_by_file_empties_the_data_and_then_takes_the_file_away(
    places: Places, data: Path
) -> None:
    card.make(data)
    before = uuid(data)
    (places.firmware / "Factory-Reset.txt").touch()
    card.prepare(places, data)
    assert uuid(data) != before
    assert list(places.firmware.iterdir()) == []


def test_a_reset_that_fails_leaves_the_file_for_the_next_start(
    places: Places, tmp_path: Path
) -> None:
    (places.firmware / "factory-reset").touch()
    with pytest.raises(ToolFailed):
        card.prepare(places, tmp_path / "missing")
    assert (places.firmware / "factory-reset").exists()


def test_the_mount_unit_finds_the_partition_by_a_link(places: Places, data: Path) -> None:
    card.point_to(places, data)
    card.point_to(places, data)
    assert places.data_device.resolve() == data


def test_a_machine_without_a_card_says_so(
    places: Places, capsys: pytest.CaptureFixture[str]
) -> None:
    assert card.card(places) == 1
    assert "started from" in capsys.readouterr().err
