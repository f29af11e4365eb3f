from pathlib import Path

import pytest

from trainer.folder import Folder
from trainer.model_file import name


def kept(folder: Folder) -> set[str]:
    return {path.stem for path in folder.path.iterdir()}


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "reports", ".report", 10)


def test_a_file_is_named_by_its_bytes(folder: Folder) -> None:
    folder.put(b"four")
    assert folder.file(name(b"four")).read_bytes() == b"four"


@pytest.mark.parametrize("other", ["0" * 64, "../../etc/passwd", "", "A" * 64, "0" * 63])
def test_other_names_are_not_there(folder: Folder, other: str) -> None:
    with pytest.raises(FileNotFoundError):
        folder.file(other)


def test_the_oldest_go_when_there_is_too_much(folder: Folder) -> None:
    for data in (b"four", b"and four"):
        dropped = folder.put(data)
    assert dropped == [name(b"four")]
    assert kept(folder) == {name(b"and four")}


def test_the_last_one_stays_however_large(folder: Folder) -> None:
    folder.put(bytes(100))
    assert kept(folder) == {name(bytes(100))}


def test_a_file_that_comes_again_is_the_latest(folder: Folder) -> None:
    for data in (b"four", b"five5", b"four", b"six"):
        folder.put(data)
    assert kept(folder) == {name(b"four"), name(b"six")}


def test_forgetting_touches_nothing_else(folder: Folder) -> None:
    other = folder.path.parent / "other.report"
    other.touch()
    folder.forget("../other")
    folder.forget("0" * 64)
    assert other.exists()


def test_it_starts_empty_and_without_halves_of_files(folder: Folder) -> None:
    folder.put(b"four")
    (folder.path / "half.part").touch()
    assert kept(Folder(folder.path, ".report", 10)) == set()
