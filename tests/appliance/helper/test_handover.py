import os
from pathlib import Path

import pytest

from appliance.classroom.problems import Problem
from appliance.helper import handover
from appliance.paths import Paths


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    paths = Paths(tmp_path / "data")
    paths.make()
    return paths


def refused(paths: Paths, file: Path | str) -> bool:
    with pytest.raises(Problem) as caught:
        handover.opened(paths, str(file))
    return caught.value.code == "not_found"


def test_a_file_of_the_web_process_is_read(paths: Paths) -> None:
    (paths.run / "u.update").write_bytes(b"new")
    with handover.opened(paths, str(paths.run / "u.update")) as file:
        assert file.read() == b"new"


@pytest.mark.parametrize("name", ["../crowdbox.sqlite", "none", "", ".", "..", "a/b", ".hidden"])
def test_other_places_are_refused(paths: Paths, name: str) -> None:
    paths.database.write_bytes(b"everything")
    assert refused(paths, f"{paths.run}/{name}")


@pytest.mark.parametrize("file", ["/etc/passwd", "run/x", "", "x"])
def test_paths_outside_the_folder_are_refused(paths: Paths, file: str) -> None:
    assert refused(paths, file)


def test_a_link_is_not_followed(paths: Paths) -> None:
    (paths.run / "u").symlink_to("/etc/passwd")
    assert refused(paths, paths.run / "u")


def test_a_second_name_of_another_file_is_refused(paths: Paths, tmp_path: Path) -> None:
    (tmp_path / "other").write_bytes(b"secret")
    os.link(tmp_path / "other", paths.run / "u")
    assert refused(paths, paths.run / "u")


def test_a_folder_that_is_a_link_is_not_followed(paths: Paths, tmp_path: Path) -> None:
    paths.run.rmdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "u").write_bytes(b"secret")
    paths.run.symlink_to(tmp_path / "elsewhere")
    assert refused(paths, paths.run / "u")


def test_a_pipe_is_no_file_and_holds_nobody_up(paths: Paths) -> None:
    os.mkfifo(paths.run / "u")
    assert refused(paths, paths.run / "u")


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to own a file as somebody else")
def test_a_file_of_another_user_is_refused(paths: Paths) -> None:
    (paths.run / "u").write_bytes(b"x")
    os.chown(paths.run / "u", 12345, 12345)
    assert refused(paths, paths.run / "u")


def test_a_copy_belongs_to_the_folders_owner_alone(paths: Paths, tmp_path: Path) -> None:
    (tmp_path / "source").write_bytes(b"new" * 1000)
    with (tmp_path / "source").open("rb") as source:
        copy = handover.copied(paths, source, ".update")
    assert copy.parent == paths.run
    assert copy.suffix == ".update"
    assert copy.read_bytes() == b"new" * 1000
    assert copy.stat().st_uid == paths.run.stat().st_uid
    assert copy.stat().st_mode & 0o777 == 0o600


def test_what_does_not_fit_is_refused_before_it_is_copied(paths, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(handover, "_MARGIN", 1 << 60)
    (tmp_path / "source").write_bytes(b"new")
    with (tmp_path / "source").open("rb") as source, pytest.raises(Problem, match="MB on the box"):
        handover.copied(paths, source, ".update")
    assert list(paths.run.iterdir()) == []


def test_what_nobody_needs_is_removed(paths: Paths) -> None:
    (paths.run / "u").touch()
    handover.removed(paths, str(paths.run / "u"))
    handover.removed(paths, str(paths.run / "u"))
    assert not (paths.run / "u").exists()
