from pathlib import Path

from appliance.paths import Paths


def test_the_folders_are_for_the_boxs_user_only(tmp_path: Path) -> None:
    paths = Paths(tmp_path / "deep" / "data")
    paths.make()
    folders = [paths.data, paths.models, paths.backups, paths.run, paths.trainer_state]
    assert [folder.stat().st_mode & 0o777 for folder in folders] == [0o700] * 5


def test_making_twice_changes_nothing(tmp_path: Path) -> None:
    paths = Paths(tmp_path)
    paths.make()
    (paths.models / "kept").touch()
    paths.make()
    assert (paths.models / "kept").exists()
