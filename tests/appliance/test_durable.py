from pathlib import Path

import pytest

from appliance.durable import whole


def test_a_file_appears_whole_and_is_its_owners_alone(tmp_path: Path) -> None:
    with whole(tmp_path / "code") as file:
        file.write(b"words")
        assert not (tmp_path / "code").exists()
    assert (tmp_path / "code").read_bytes() == b"words"
    assert (tmp_path / "code").stat().st_mode & 0o777 == 0o600


def half_written(target: Path) -> None:
    with whole(target) as file:
        file.write(b"half")
        raise LookupError


def test_what_fails_leaves_the_file_before_and_nothing_beside_it(tmp_path: Path) -> None:
    (tmp_path / "code").write_bytes(b"before")
    with pytest.raises(LookupError):
        half_written(tmp_path / "code")
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"before"]


def test_an_unfinished_file_has_the_prefix_by_which_it_is_swept(tmp_path: Path) -> None:
    with whole(tmp_path / "code", prefix=".draft-"):
        assert [path.name[:7] for path in tmp_path.iterdir()] == [".draft-"]
