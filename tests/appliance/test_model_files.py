import hashlib
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.classroom import models
from appliance.classroom import projects
from appliance.classroom.records import Actor
from appliance.classroom.records import Project
from appliance.classroom.records import Score
from appliance.classroom.room import Room
from appliance.model_files import ModelFiles
from appliance.storage import StorageFailed

DATA = b"a model"
NAME = hashlib.sha256(DATA).hexdigest()
TEACHER = Actor(role="teacher")


@pytest.fixture
def forgotten() -> list[str]:
    return []


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "models"


@pytest.fixture
def files(room: Room, folder: Path, forgotten: list[str]) -> Iterator[ModelFiles]:
    opened = ModelFiles(room, folder, forgotten.append)
    yield opened
    opened.close()


def record(room: Room, project: Project, file: str = NAME) -> None:
    score = Score(reason="few_contributors")
    labels = project.labels
    counts = {"size": 7, "examples": 4, "contributors": 1}
    models.add(room, project.id, file=file, labels=labels, features="text-1", score=score, **counts)


def vanished(path: Path) -> bool:
    for _ in range(200):
        if not path.exists():
            return True
        time.sleep(0.01)
    return False


def test_a_saved_file_is_whole_and_alone(files: ModelFiles, folder: Path) -> None:
    files.save(NAME, DATA)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {f"{NAME}.model": DATA}


def test_bytes_of_another_name_are_refused(files: ModelFiles, folder: Path) -> None:
    with pytest.raises(ValueError, match="bytes"):
        files.save(NAME, DATA + b"!")
    assert not list(folder.iterdir())


def test_a_card_that_fails_is_told(files: ModelFiles, folder: Path) -> None:
    folder.rmdir()
    with pytest.raises(StorageFailed):
        files.save(NAME, DATA)


def test_files_that_no_version_needs_are_swept_at_the_start(
    room: Room, pets: Project, folder: Path
) -> None:
    record(room, pets)
    folder.mkdir()
    for name in (f"{NAME}.model", f"{'0' * 64}.model", ".model-unfinished"):
        (folder / name).write_bytes(DATA)
    ModelFiles(room, folder, lambda name: None).close()
    assert [path.name for path in folder.iterdir()] == [f"{NAME}.model"]


def test_a_file_goes_with_its_last_version(
    room: Room, pets: Project, files: ModelFiles, forgotten: list[str]
) -> None:
    files.save(NAME, DATA)
    record(room, pets)
    projects.delete(room, TEACHER, pets.id)
    assert vanished(files.path(NAME))
    files.close()
    assert forgotten == [NAME]


def test_a_file_stays_while_another_version_needs_it(
    room: Room, pets: Project, fruit: Project, files: ModelFiles
) -> None:
    files.save(NAME, DATA)
    for project in (pets, fruit):
        record(room, project)
    projects.delete(room, TEACHER, pets.id)
    files.close()
    assert files.path(NAME).exists()


def unrecorded(files: ModelFiles) -> None:
    with files.keeping(NAME, DATA):
        assert files.path(NAME).exists()
        raise LookupError


def test_a_file_whose_version_is_not_recorded_goes_again(files: ModelFiles, folder: Path) -> None:
    with pytest.raises(LookupError):
        unrecorded(files)
    assert not list(folder.iterdir())


def test_a_file_of_another_version_stays_when_recording_fails(
    room: Room, pets: Project, files: ModelFiles
) -> None:
    with files.keeping(NAME, DATA):
        record(room, pets)
    with pytest.raises(LookupError), files.keeping(NAME, DATA):
        raise LookupError
    assert files.path(NAME).exists()


REPORT = b"what was said"
TOLD = hashlib.sha256(REPORT).hexdigest()


def recorded(room: Room, project: Project, files: ModelFiles, report: bytes = REPORT) -> str:
    counts = {"size": 7, "examples": 4, "contributors": 1}
    with files.keeping(NAME, DATA, report) as told:
        models.add(
            room,
            project.id,
            file=NAME,
            labels=project.labels,
            features="text-1",
            score=Score(),
            report=told,
            **counts,
        )
    return told


def test_a_report_lies_beside_its_model(
    room: Room, pets: Project, files: ModelFiles, folder: Path
) -> None:
    assert recorded(room, pets, files) == TOLD
    assert files.path(TOLD, ".report").read_bytes() == REPORT
    assert {path.suffix for path in folder.iterdir()} == {".model", ".report"}


def test_without_a_report_there_is_no_file_of_one(
    room: Room, pets: Project, files: ModelFiles, folder: Path
) -> None:
    assert recorded(room, pets, files, b"") == ""
    assert [path.suffix for path in folder.iterdir()] == [".model"]


def test_a_report_goes_with_its_version(
    room: Room, pets: Project, files: ModelFiles, folder: Path, forgotten: list[str]
) -> None:
    recorded(room, pets, files)
    projects.delete(room, TEACHER, pets.id)
    files.close()
    assert list(folder.iterdir()) == []
    assert forgotten == [NAME]


def test_reports_that_no_version_needs_are_swept_at_the_start(
    room: Room, pets: Project, folder: Path
) -> None:
    opened = ModelFiles(room, folder, lambda name: None)
    recorded(room, pets, opened)
    opened.close()
    (folder / f"{'0' * 64}.report").write_bytes(b"old")
    ModelFiles(room, folder, lambda name: None).close()
    assert {path.name for path in folder.iterdir()} == {f"{NAME}.model", f"{TOLD}.report"}


def test_a_report_whose_version_is_not_recorded_goes_again(files: ModelFiles, folder: Path) -> None:
    with pytest.raises(LookupError), files.keeping(NAME, DATA, REPORT):
        raise LookupError
    assert list(folder.iterdir()) == []
