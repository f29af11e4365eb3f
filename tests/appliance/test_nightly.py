"""Nightly backups: on a box at rest, with the real storage."""

import shutil
import time
from pathlib import Path

import pytest

from appliance import backup
from appliance import clock
from appliance import commands
from appliance import nightly
from appliance.classroom import klass
from appliance.classroom import teacher
from appliance.classroom.problems import Problem
from appliance.classroom.room import open_room
from appliance.control import ControlServer
from appliance.paths import Paths

DAY = 86_400


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    """A claimed box that does not run."""
    paths = Paths(tmp_path / "data")
    paths.make()
    room = open_room(paths.data)
    teacher.claim(
        room,
        code="K7QF-M2XD",
        expected="K7QF-M2XD",
        password="correct horse battery",
        class_name="4b",
        language="en",
        address="",
    )
    room.close()
    return paths


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The box's clock, as a list of one that a test may change."""
    told = [clock.RELEASED + DAY]
    monkeypatch.setattr(time, "time", lambda: float(told[0]))
    return told


def change(paths: Paths) -> None:
    room = open_room(paths.data)
    teacher.set_password(room, "correct horse battery")
    room.close()


def numbers(paths: Paths) -> list[int]:
    return [night.number for night in nightly.nights(paths)]


def live(paths: Paths, now: list[int], nights: int, between: int = DAY) -> None:
    for _ in range(nights):
        change(paths)
        now[0] += between
        assert nightly.nightly(paths) == 0


def test_a_night_leaves_a_backup_that_can_be_restored(paths: Paths) -> None:
    assert nightly.nightly(paths) == 0
    room = open_room(paths.data)
    backup.restore(room.db, paths.models, nightly.night(paths, 1).file)
    restored = klass.classroom(room)
    room.close()
    assert restored is not None
    assert restored.class_name == "4b"


def test_a_restore_leaves_the_nightly_backups(paths: Paths) -> None:
    nightly.nightly(paths)
    commands.order(paths, "restore", file=str(nightly.night(paths, 1).file))
    assert numbers(paths) == [1]


def test_a_running_box_makes_it_itself(paths: Paths) -> None:
    room = open_room(paths.data)
    server = ControlServer(paths.control_socket, commands.verbs(room, paths))
    server.start()
    status = nightly.nightly(paths)
    server.stop()
    room.close()
    assert (status, numbers(paths)) == (0, [1])


def test_where_nothing_has_changed_there_is_no_second_one(paths: Paths, capsys) -> None:
    nightly.nightly(paths)
    assert nightly.nightly(paths) == 0
    assert "Nothing has changed" in capsys.readouterr().out
    assert numbers(paths) == [1]


def test_seven_nights_are_kept(paths: Paths, now: list[int]) -> None:
    live(paths, now, 9)
    assert numbers(paths) == [9, 8, 7, 6, 5, 4, 3]


def test_a_day_of_many_starts_leaves_one(paths: Paths, now: list[int]) -> None:
    live(paths, now, 2)
    live(paths, now, 5, between=3600)
    assert numbers(paths) == [7, 2, 1]


def test_a_clock_that_is_set_back_loses_no_night(paths: Paths, now: list[int]) -> None:
    live(paths, now, 4, between=-DAY // 8)
    assert numbers(paths) == [4, 3, 2, 1]


def test_a_clock_that_stands_still_loses_no_night(paths: Paths, now: list[int]) -> None:
    live(paths, now, 4, between=0)
    assert numbers(paths) == [4, 3, 2, 1]


def test_a_clock_that_jumps_ahead_pushes_out_no_night(paths: Paths, now: list[int]) -> None:
    live(paths, now, 3)
    live(paths, now, 1, between=20 * 365 * DAY)
    assert numbers(paths) == [4, 3, 2, 1]


def test_a_full_card_gets_no_backup_and_says_so(paths: Paths, capsys, monkeypatch) -> None:
    usage = shutil._ntuple_diskusage(10**9, 10**9, 1000)  # type: ignore[attr-defined]
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)
    assert nightly.nightly(paths) == 1
    assert "MB on the box" in capsys.readouterr().err
    assert numbers(paths) == []


def test_what_a_power_cut_left_is_removed(paths: Paths) -> None:
    left = paths.backups / ".night-000001-3.zip-abc"
    left.touch()
    nightly.nightly(paths)
    assert not left.exists()


def test_a_folder_without_a_box_is_nothing_to_back_up(tmp_path: Path, capsys) -> None:
    assert nightly.nightly(Paths(tmp_path)) == 0
    assert "nothing to back up" in capsys.readouterr().out


def test_a_backup_says_when_it_was_made_and_its_size(paths: Paths, now: list[int]) -> None:
    nightly.nightly(paths)
    [night] = nightly.nights(paths)
    assert night.created == now[0]
    assert night.size == night.file.stat().st_size > 0


def test_a_damaged_backup_is_shown_all_the_same(paths: Paths) -> None:
    (paths.backups / "night-000003-9.zip").write_bytes(b"no zip")
    assert [(night.number, night.created) for night in nightly.nights(paths)] == [(3, 0)]


def test_other_files_are_no_backups(paths: Paths) -> None:
    (paths.backups / "holiday.zip").touch()
    with pytest.raises(Problem):
        nightly.night(paths, 1)
