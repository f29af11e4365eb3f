import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.classroom.problems import Problem
from appliance.helper import usb
from appliance.helper.usb import Stick
from appliance.machine.places import Places
from tests.tools import need


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """Return a machine without sticks."""
    (tmp_path / "sys/block").mkdir(parents=True)
    (tmp_path / "sys/class/block").mkdir(parents=True)
    (tmp_path / "proc").mkdir()
    return Places(
        sys=tmp_path / "sys",
        proc=tmp_path / "proc",
        devices=tmp_path / "dev",
        firmware=tmp_path / "firmware",
    )


def plug(places: Places, name: str, parts: int = 1, bus: str = "usb1/1-1") -> Path:
    disk = places.sys / "devices" / bus / "block" / name
    (disk / "device").mkdir(parents=True)
    (disk / "device/vendor").write_text("SanDisk \n")
    (disk / "device/model").write_text("Ultra\x1b[2J\n")
    for number in range(1, parts + 1):
        (disk / f"{name}{number}").mkdir()
        (disk / f"{name}{number}/partition").write_text(f"{number}\n")
        (places.sys / "class/block" / f"{name}{number}").symlink_to(disk / f"{name}{number}")
    (places.sys / "block" / name).symlink_to(disk)
    return disk


def names(places: Places) -> list[str]:
    return [stick.id for stick in usb.sticks(places)]


def test_each_partition_of_a_stick_is_one(places: Places) -> None:
    plug(places, "sda", parts=2)
    plug(places, "sdb", parts=0)
    assert names(places) == ["sda1", "sda2", "sdb"]


def test_a_stick_has_its_makers_name_and_device(places: Places) -> None:
    plug(places, "sda")
    [stick] = usb.sticks(places)
    assert stick == Stick("sda1", "SanDisk Ultra[2J", places.devices / "sda1")


def test_disks_that_are_not_on_usb_are_none(places: Places) -> None:
    plug(places, "sda", bus="pci0/ata1")
    assert names(places) == []


def test_the_disk_that_the_box_runs_from_is_none(places: Places) -> None:
    plug(places, "sda", parts=4)
    (places.proc / "mounts").write_text(f"/dev/sda1 {places.firmware} vfat rw 0 0\n")
    assert names(places) == []


@pytest.mark.parametrize("id_", ["sdz1", "", "../sda1", "mmcblk0p2"])
def test_what_is_not_plugged_in_is_no_stick(places: Places, id_: str) -> None:
    plug(places, "sda")
    with pytest.raises(Problem) as caught:
        usb.stick(places, id_)
    assert caught.value.code == "no_stick"


def test_backups_and_updates_on_a_stick_are_listed(places: Places, tmp_path: Path) -> None:
    folder = tmp_path / "stick"
    (folder / "folder.zip").mkdir(parents=True)
    for name in ("b.zip", "Klasse 4b é.ZIP", "crowdbox-1.0.0.update", "photo.jpg", ".x.zip"):
        (folder / name).touch()
    (folder / "link.zip").symlink_to("/etc/passwd")
    told = usb.described(Stick("sda1", "A", tmp_path), folder)
    assert told.backups == ["Klasse 4b é.ZIP", "b.zip"]
    assert told.updates == ["crowdbox-1.0.0.update"]


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".zip",
        ".b.zip",
        "../b.zip",
        "a/b.zip",
        "b.txt",
        "b\n.zip",
        "a:b.zip",
        "x" * 120 + ".zip",
    ],
)
def test_names_that_no_stick_takes_are_refused(name: str) -> None:
    with pytest.raises(Problem) as caught:
        usb.good_name(name)
    assert caught.value.code == "bad_name"


def saved(tmp_path: Path, name: str = "b.zip") -> Path:
    (tmp_path / "stick").mkdir(exist_ok=True)
    (tmp_path / "source").write_bytes(b"everything" * 1000)
    with (tmp_path / "source").open("rb") as source:
        usb.save(source, tmp_path / "stick", name)
    return tmp_path / "stick" / name


def test_a_backup_is_saved_whole(tmp_path: Path) -> None:
    assert saved(tmp_path).read_bytes() == b"everything" * 1000
    assert [file.name for file in (tmp_path / "stick").iterdir()] == ["b.zip"]


def test_a_backup_that_is_there_is_never_replaced(tmp_path: Path) -> None:
    saved(tmp_path).write_bytes(b"older")
    with pytest.raises(Problem) as caught:
        saved(tmp_path)
    assert caught.value.code == "name_taken"
    assert (tmp_path / "stick/b.zip").read_bytes() == b"older"


def test_a_full_stick_says_how_much_it_lacks(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(usb, "_MARGIN", 1 << 60)
    with pytest.raises(Problem) as caught:
        saved(tmp_path)
    assert caught.value.code == "stick_full"
    assert list((tmp_path / "stick").iterdir()) == []


def test_a_file_is_taken_from_a_stick(tmp_path: Path) -> None:
    saved(tmp_path)
    with usb.taken(tmp_path / "stick", "b.zip") as file:
        assert file.read(10) == b"everything"


@pytest.mark.parametrize("name", ["none.zip", "link.zip", "folder.zip", "pipe.zip"])
def test_only_plain_files_are_taken(tmp_path: Path, name: str) -> None:
    (tmp_path / "link.zip").symlink_to("/etc/passwd")
    (tmp_path / "folder.zip").mkdir()
    os.mkfifo(tmp_path / "pipe.zip")
    with pytest.raises(Problem) as caught:
        usb.taken(tmp_path, name)
    assert caught.value.code == "not_found"


def test_what_cannot_be_mounted_is_said(tmp_path: Path) -> None:
    (tmp_path / "sda1").write_bytes(b"no filesystem")
    stick = Stick("sda1", "A", tmp_path / "none")
    with pytest.raises(Problem) as caught, usb.mounted(stick, tmp_path / "mounts"):
        pass
    assert caught.value.code == "stick_failed"
    assert list((tmp_path / "mounts").iterdir()) == []


@pytest.fixture(params=["vfat", "ext4"])
def loop(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """Return a stick as a device."""
    if request.param == "vfat":
        need("mkfs.vfat")
    image = tmp_path / "image"
    image.write_bytes(bytes(8 << 20))
    for command in ([f"mkfs.{request.param}", image], ["losetup", "--find", "--show", image]):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.skip(f"no {command[0]} here: {done.stderr.strip()}")
    device = Path(done.stdout.strip())
    yield device
    subprocess.run(["losetup", "--detach", device], check=True)


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to mount")
def test_a_real_stick_is_there_for_the_moment_of_an_order_only(loop: Path, tmp_path) -> None:
    stick, mounts = Stick("loop", "A", loop), tmp_path / "mounts"
    (tmp_path / "source").write_bytes(b"everything")
    source = (tmp_path / "source").open("rb")
    try:
        with source, usb.mounted(stick, mounts, writable=True) as folder:
            usb.save(source, folder, "b.zip")
            options = Path("/proc/mounts").read_text().split(str(folder))[1].split()[1]
    except Problem as problem:
        pytest.skip(f"this machine does not mount it: {problem.__cause__}")
    with usb.mounted(stick, mounts) as folder:
        assert usb.described(stick, folder).backups == ["b.zip"]
        with pytest.raises(OSError, match="Read-only"):
            (folder / "x").touch()
    assert {"nosuid", "nodev", "noexec"} <= set(options.split(","))
    assert list(mounts.iterdir()) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to mount")
def test_what_a_killed_helper_left_mounted_is_let_go(loop: Path, tmp_path: Path) -> None:
    place = tmp_path / "mounts" / "stick-left"
    place.mkdir(parents=True)
    if subprocess.run(["mount", loop, place], capture_output=True, check=False).returncode:
        pytest.skip("this machine does not mount it")
    usb.tidy(tmp_path / "mounts")
    assert list((tmp_path / "mounts").iterdir()) == []
