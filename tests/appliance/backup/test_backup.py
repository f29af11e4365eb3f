"""Backups hold everything, and a restore is whole or not at all."""

import hashlib
import json
import threading

import msgspec
import pytest

from appliance import backup
from appliance.classroom.records import Example
from appliance.classroom.records import Model
from appliance.classroom.records import Project
from appliance.classroom.room import open_room
from appliance.storage import StorageFull
from tests.appliance.backup.files import everything
from tests.appliance.backup.files import example
from tests.appliance.backup.files import honest
from tests.appliance.backup.files import members
from tests.appliance.backup.files import model
from tests.appliance.backup.files import refused
from tests.appliance.backup.files import rewritten


def test_a_restore_brings_back_documents_ids_and_models(full, room, models, tmp_path):
    before = everything(room.db)
    other = open_room(tmp_path / "other")
    backup.restore(other.db, tmp_path / "other models", full)
    assert everything(other.db) == before
    restored = list((tmp_path / "other models").iterdir())
    assert [file.read_bytes() for file in restored] == [b"weights"]
    other.close()


def test_a_restore_replaces_what_was_there(full, room, models):
    before = everything(room.db)
    room.insert(example(9))
    room.remove(Project)
    backup.restore(room.db, models, full)
    assert everything(room.db) == before


def test_ids_given_since_the_backup_are_not_given_again(full, room, models):
    last = room.insert(example(9))
    backup.restore(room.db, models, full)
    assert room.insert(example(10)) == last + 1


def test_a_restore_is_one_commit(full, room, models):
    commits = []
    room.remove(Example)
    room.db.on_commit(commits.append)
    backup.restore(room.db, models, full)
    assert [len(changes) for changes in commits] == [5]


def test_a_restore_is_on_disk(full, room, models, tmp_path):
    room.remove(Example)
    backup.restore(room.db, models, full)
    room.close()
    again = open_room(tmp_path / "box")
    assert again.size(Example) == 5
    again.close()


def test_files_of_models_that_are_no_longer_there_are_removed(full, room, models):
    room.insert(model(b"newer weights", models))
    backup.restore(room.db, models, full)
    assert [file.read_bytes() for file in models.iterdir()] == [b"weights"]


def test_a_backup_describes_itself(full):
    metadata = json.loads(members(full)["metadata.json"])
    assert (metadata["format"], metadata["schema"]) == (3, 1)
    assert metadata["tables"]["examples"] == {"documents": 5, "last_id": 5}
    assert set(metadata["members"]) == members(full).keys() - {"metadata.json"}


def test_only_its_owner_can_read_a_backup(full):
    assert full.stat().st_mode & 0o777 == 0o600


def test_a_backup_leaves_nothing_else(full):
    assert not [path.name for path in full.parent.iterdir() if path.name.startswith(".")]


def test_a_backup_is_of_one_moment_while_the_class_goes_on(room, models, tmp_path):
    stop = threading.Event()

    def write_pairs():
        number = 0
        while not stop.is_set():
            number += 1
            pair = [example(number, "p"), example(-number, "q")]
            room.db.run(lambda: [room.insert(item) for item in pair])  # noqa: B023

    writer = threading.Thread(target=write_pairs)
    writer.start()
    for _ in range(10):
        backup.write(room.db, models, tmp_path / "backup.zip")
        lines = members(tmp_path / "backup.zip")["documents.jsonl"].splitlines()
        projects = [json.loads(line)["document"]["project"] for line in lines]
        assert projects.count("p") == projects.count("q")
    stop.set()
    writer.join()


def test_a_backup_on_a_pi_that_lives_in_1970(room, models, tmp_path, monkeypatch):
    monkeypatch.setattr("time.time", lambda: 100.0)
    backup.write(room.db, models, tmp_path / "backup.zip")
    backup.restore(room.db, models, tmp_path / "backup.zip")


def test_an_empty_box_can_be_backed_up_and_restored(room, models, tmp_path):
    backup.write(room.db, models, tmp_path / "backup.zip")
    backup.restore(room.db, models, tmp_path / "backup.zip")
    assert everything(room.db) is None


@pytest.mark.parametrize("harm", [lambda path: path.unlink(), lambda path: path.write_text("?")])
def test_a_lost_or_damaged_model_does_not_stop_a_backup(full, room, models, harm):
    harm(next(models.iterdir()))
    backup.write(room.db, models, full)
    backup.restore(room.db, models, full)
    assert room.size(Model, project="p") == 1


def older(full):
    """Make the backup one of a schema in which labels were called tags."""
    content = members(full)
    content["documents.jsonl"] = content["documents.jsonl"].replace(b'"label":', b'"tag":')
    rewritten(full, honest(content))


def rename_tags(tables):
    for document in tables["examples"].values():
        document["label"] = document.pop("tag")


def test_an_older_backup_is_migrated(full, room, models):
    before = everything(room.db)["examples"]
    older(full)
    room.db.migrations = (rename_tags,)
    backup.restore(room.db, models, full)
    assert everything(room.db)["examples"] == before


def test_a_backup_that_cannot_be_migrated_is_damaged(full, room, models):
    room.db.migrations = (rename_tags,)
    refused(room, models, full)


def test_no_file_is_told_as_such(room, models, tmp_path):
    with pytest.raises(FileNotFoundError):
        backup.restore(room.db, models, tmp_path / "none.zip")


def test_what_a_restore_left_that_lost_its_power_is_removed(full, room, models):
    (models / ".restore-abc").mkdir()
    backup.restore(room.db, models, full)
    assert [file.read_bytes() for file in models.iterdir()] == [b"weights"]


def test_a_full_card_refuses_a_restore_and_changes_nothing(full, room, models):
    room.remove(Model)
    for file in models.iterdir():
        file.unlink()
    room.remove(Example)
    before = everything(room.db)
    room.db.storage._file._connection.execute("PRAGMA max_page_count=1").fetchall()
    room.db.run(lambda: None)
    content = members(full)
    lines = [json.loads(line) for line in content["documents.jsonl"].splitlines()]
    for line in lines:
        if line["table"] == "examples":
            line["document"]["data"] = "x" * 50_000
    content["documents.jsonl"] = b"".join(msgspec.json.encode(line) + b"\n" for line in lines)
    rewritten(full, honest(content))
    with pytest.raises(StorageFull):
        backup.restore(room.db, models, full)
    assert everything(room.db) == before
    assert list(models.iterdir()) == []


def test_a_backup_of_the_first_format_is_restored(full, room, models):
    before = everything(room.db)
    content = members(full)
    metadata = json.loads(content["metadata.json"]) | {"format": 1}
    lines = content["documents.jsonl"].splitlines()
    old = {"fields", "language", "tested", "auto_train", "batch", "preview", "report"}
    stripped = []
    for line in lines:
        line = json.loads(line)
        line["document"] = {k: v for k, v in line["document"].items() if k not in old}
        stripped.append(json.dumps(line).encode())
    documents = b"".join(line + b"\n" for line in stripped)
    changed = {"metadata.json": json.dumps(metadata).encode(), "documents.jsonl": documents}
    rewritten(full, honest(content | changed))
    backup.restore(room.db, models, full)
    assert everything(room.db) == before


def test_reports_of_models_come_back_too(room, models, tmp_path):
    report = hashlib.sha256(b"report").hexdigest()
    (models / f"{report}.report").write_bytes(b"report")
    room.insert(msgspec.structs.replace(model(b"weights", models), report=report))
    backup.write(room.db, models, tmp_path / "backup.zip")
    other = open_room(tmp_path / "other")
    backup.restore(other.db, tmp_path / "other models", tmp_path / "backup.zip")
    assert (tmp_path / "other models" / f"{report}.report").read_bytes() == b"report"
    other.close()
