"""The commands on a box that does not run, and on one that does: both open the real storage."""

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance import claim
from appliance import commands
from appliance import control
from appliance.classroom import klass
from appliance.classroom import teacher
from appliance.classroom.problems import Problem
from appliance.classroom.room import open_room
from appliance.classroom.room import Room
from appliance.control import ControlServer
from appliance.paths import Paths
from appliance.settings import Settings

PASSWORD = "correct horse battery"


def claimed(room: Room) -> Room:
    teacher.claim(
        room,
        code="K7QF-M2XD",
        expected="K7QF-M2XD",
        password=PASSWORD,
        class_name="4b",
        language="en",
        address="",
    )
    return room


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Return the settings of a claimed box that does not run."""
    settings = Settings(data=tmp_path / "data")
    Paths(settings.data).make()
    claimed(open_room(settings.data)).close()
    return settings


@pytest.fixture(params=["at rest", "running"])
def told(request, settings: Settings) -> Iterator[Settings]:
    """Return the settings of a claimed box, once at rest and once running."""
    if request.param == "at rest":
        yield settings
        return
    paths = Paths(settings.data)
    room = open_room(settings.data)
    server = ControlServer(paths.control_socket, commands.verbs(room, paths))
    server.start()
    yield settings
    server.stop()
    room.close()


def class_name(settings: Settings) -> str:
    room = open_room(settings.data)
    found = klass.classroom(room)
    room.close()
    return found.class_name if found else ""


def test_a_backup_comes_back_on_another_box(told: Settings, tmp_path: Path) -> None:
    assert commands.backup(told, tmp_path / "b.zip") == 0
    other = Settings(data=tmp_path / "other")
    assert commands.restore(other, tmp_path / "b.zip") == 0
    assert class_name(other) == "4b"


def test_a_backup_is_for_its_owner_only(told: Settings, tmp_path: Path) -> None:
    commands.backup(told, tmp_path / "b.zip")
    assert (tmp_path / "b.zip").stat().st_mode & 0o777 == 0o600


def test_nothing_is_left_over(told: Settings, tmp_path: Path) -> None:
    commands.backup(told, tmp_path / "b.zip")
    commands.restore(told, tmp_path / "b.zip")
    assert list(Paths(told.data).run.glob("*.zip")) == []
    assert {path.name for path in tmp_path.iterdir()} == {"data", "b.zip"}


def test_a_restored_box_needs_no_claim_code(settings: Settings, tmp_path: Path) -> None:
    commands.backup(settings, tmp_path / "b.zip")
    other = Settings(data=tmp_path / "other")
    Paths(other.data).make()
    claim.claim_code(other.data)
    commands.restore(other, tmp_path / "b.zip")
    assert not Paths(other.data).claim_code.exists()


def test_a_damaged_backup_changes_nothing(told: Settings, tmp_path: Path, capsys) -> None:
    (tmp_path / "b.zip").write_bytes(b"PK\3\4 not really")
    assert commands.restore(told, tmp_path / "b.zip") == 1
    assert "Nothing was changed" in capsys.readouterr().err


def test_a_missing_backup_is_said(told: Settings, tmp_path: Path, capsys) -> None:
    assert commands.restore(told, tmp_path / "none.zip") == 1
    assert "none.zip: No such file" in capsys.readouterr().err


def test_a_backup_into_nowhere_is_said(told: Settings, tmp_path: Path, capsys) -> None:
    assert commands.backup(told, tmp_path / "none" / "b.zip") == 1
    assert "The backup was not made" in capsys.readouterr().err


def test_a_folder_without_a_box_has_no_backup(tmp_path: Path, capsys) -> None:
    assert commands.backup(Settings(data=tmp_path / "empty"), tmp_path / "b.zip") == 1
    assert "There is no Crowdbox" in capsys.readouterr().err
    assert not (tmp_path / "empty").exists()


def test_a_box_that_does_not_take_orders_is_left_alone(settings: Settings, capsys) -> None:
    room = open_room(settings.data)
    assert commands.reset_password(settings, from_stdin=False) == 1
    room.close()
    assert "is open in" in capsys.readouterr().err


def signs_in(settings: Settings, password: str) -> bool:
    room = open_room(settings.data)
    try:
        return bool(teacher.login(room, password=password, address=""))
    except Problem:
        return False
    finally:
        room.close()


def test_a_password_from_standard_input_is_the_new_one(settings: Settings, monkeypatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("a much better one\n"))
    assert commands.reset_password(settings, from_stdin=True) == 0
    assert signs_in(settings, "a much better one")
    assert not signs_in(settings, PASSWORD)


def test_without_a_terminal_a_password_is_made_up_and_shown(
    settings: Settings, monkeypatch, capsys
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    assert commands.reset_password(settings, from_stdin=False) == 0
    shown = re.search(r"New password: (\S{12})\n", capsys.readouterr().out)
    assert shown
    assert signs_in(settings, shown[1])


def test_a_running_box_changes_the_password(told: Settings, monkeypatch, capsys) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("a much better one\n"))
    assert commands.reset_password(told, from_stdin=True) == 0
    assert "new password" in capsys.readouterr().out


def test_a_short_password_is_refused(told: Settings, monkeypatch, capsys) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("abc\n"))
    assert commands.reset_password(told, from_stdin=True) == 1
    assert "The password is as it was" in capsys.readouterr().err


def test_a_box_without_a_teacher_has_no_password_to_reset(tmp_path: Path, capsys) -> None:
    assert commands.reset_password(Settings(data=tmp_path), from_stdin=False) == 1
    assert "no teacher yet" in capsys.readouterr().err


def test_the_orders_are_those_of_the_command_line_and_of_the_night(settings: Settings) -> None:
    room = open_room(settings.data)
    verbs = commands.verbs(room, Paths(settings.data))
    room.close()
    assert set(verbs) == {"backup", "restore", "reset-password", "revision"}
    assert not control.running(Paths(settings.data).control_socket)
