"""Backups hold everything, and a restore is whole or not at all."""

import hashlib
import io
import json
import struct
import threading
import zipfile
from contextlib import suppress
from zipfile import ZipFile
from zipfile import ZipInfo

import msgspec
import pytest

from appliance import backup
from appliance.classroom.problems import Problem
from appliance.classroom.records import Example
from appliance.classroom.records import Model
from appliance.classroom.records import Program
from appliance.classroom.records import Project
from appliance.classroom.records import Score
from appliance.classroom.records import Version
from appliance.classroom.room import open_room
from appliance.storage import StorageFull


def example(number, project="p", data="hello"):
    return Example(id=f"e{number}", project=project, label="x", data=data, contributor="s")


def model(content, models):
    sha256 = hashlib.sha256(content).hexdigest()
    (models / f"{sha256}.model").write_bytes(content)
    return Model(
        project="p", version=1, file=sha256, size=len(content), examples=1, contributors=1,
        labels=(), features="words", score=Score(),
    )  # fmt: skip


@pytest.fixture
def models(tmp_path):
    folder = tmp_path / "models"
    folder.mkdir()
    return folder


@pytest.fixture
def room(tmp_path):
    room = open_room(tmp_path / "box")
    yield room
    room.close()


@pytest.fixture
def full(room, models, tmp_path):
    """A room with examples and a model, and a backup of it."""
    room.insert(Project(id="p", name="P", type="text", crowd_sourced=True, owner="teacher"))
    room.insert_all([example(number) for number in range(5)])
    room.insert(model(b"weights", models))
    backup.write(room.db, models, tmp_path / "backup.zip")
    return tmp_path / "backup.zip"


def everything(db):
    return db.storage.read()


def members(path):
    with ZipFile(path) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def rewritten(path, content, *extra):
    """Write a zip of members, its metadata true to them unless it is changed too."""
    with ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in [*content.items(), *extra]:
            archive.writestr(name, data)


def honest(content):
    """Make the metadata say what the members are."""
    metadata = json.loads(content["metadata.json"])
    metadata["members"] = {
        name: {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        for name, data in content.items()
        if name != "metadata.json"
    }
    return content | {"metadata.json": json.dumps(metadata).encode()}


def refused(room, models, path, code="damaged_file"):
    before, files = everything(room.db), sorted(models.iterdir())
    with pytest.raises(Problem) as refusal:
        backup.restore(room.db, models, path)
    assert refusal.value.code == code
    assert everything(room.db) == before
    assert sorted(models.iterdir()) == files


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


@pytest.mark.parametrize("field", ["format", "schema"])
def test_a_newer_backup_is_refused_whatever_else_it_holds(full, room, models, field):
    rewritten(
        full, members(full) | {"metadata.json": json.dumps({"format": 1, "schema": 1, field: 4})}
    )
    refused(room, models, full, "newer_file")


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


@pytest.mark.parametrize(
    "name",
    ["../evil", "/etc/passwd", "models/../../evil.model", "models\\evil.model", "other.txt",
     "models/" + "0" * 64 + ".model/", "documents.jsonl/", "MODELS/" + "0" * 64 + ".model"],
)  # fmt: skip
def test_a_name_that_no_crowdbox_writes_is_refused(full, room, models, name):
    rewritten(full, honest(members(full) | {name: b"evil"}))
    refused(room, models, full)


def test_a_member_that_is_not_in_the_metadata_is_refused(full, room, models):
    rewritten(full, members(full) | {f"models/{'0' * 64}.model": b"evil"})
    refused(room, models, full)


@pytest.mark.parametrize("name", ["metadata.json", "documents.jsonl"])
def test_a_missing_member_is_refused(full, room, models, name):
    content = members(full)
    del content[name]
    rewritten(full, content)
    refused(room, models, full)


def test_a_missing_model_is_refused(full, room, models):
    rewritten(full, {name: data for name, data in members(full).items() if "models" not in name})
    refused(room, models, full)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_member_that_is_there_twice_is_refused(full, room, models):
    content = members(full)
    rewritten(full, content, ("documents.jsonl", content["documents.jsonl"]))
    refused(room, models, full)


def test_a_changed_member_is_refused(full, room, models):
    content = members(full)
    content["documents.jsonl"] = content["documents.jsonl"].replace(b"hello", b"hallo")
    rewritten(full, content)
    refused(room, models, full)


def test_a_model_that_is_not_what_its_name_says_is_refused(full, room, models):
    content = members(full)
    name = next(name for name in content if "models" in name)
    rewritten(full, honest(content | {name: b"evil weights"}))
    refused(room, models, full)


def changed_lines(full, change):
    content = members(full)
    lines = content["documents.jsonl"].splitlines()
    content["documents.jsonl"] = b"\n".join(change(lines)) + b"\n"
    rewritten(full, honest(content))


def deep(lines):
    return [*lines[:-1], lines[-1][:-2] + b',"deep":' + b"[" * 100_000 + b"]" * 100_000 + b"}}"]


@pytest.mark.parametrize(
    "change",
    [
        lambda lines: lines[:-1],
        lambda lines: [*lines, lines[-1]],
        lambda lines: [*lines[:-1], b"{"],
        lambda lines: [*lines[:-1], b"\xff\xfe"],
        lambda lines: [*lines[:-1], b'{"table":"models","id":0,"document":{}}'],
        lambda lines: [*lines[:-1], b'{"table":"models","id":1,"document":{}}'],
        lambda lines: [*lines[:-1], b'{"table":"models","id":99,"document":{}}'],
        lambda lines: [*lines[:-1], b'{"table":"photos","id":1,"document":{}}'],
        lambda lines: [*lines[:-1], lines[-1].replace(b'"size":7', b'"size":"seven"')],
        deep,
    ],
)
def test_documents_that_no_crowdbox_writes_are_refused(full, room, models, change):
    changed_lines(full, change)
    refused(room, models, full)


def test_a_table_that_no_crowdbox_has_is_refused(full, room, models):
    content = members(full)
    metadata = json.loads(content["metadata.json"])
    metadata["tables"]["photos"] = {"documents": 0, "last_id": 0}
    rewritten(full, content | {"metadata.json": json.dumps(metadata)})
    refused(room, models, full)


@pytest.mark.parametrize(
    "metadata",
    [b"", b"[]", b"{", b"\xff", b'{"format":1}', b'{"format":1,"schema":"1"}', b"[" * 100_000,
     b'{"format":1,"schema":1}', b'{"format":0,"schema":1}'],
)  # fmt: skip
def test_metadata_that_makes_no_sense_is_refused(full, room, models, metadata):
    rewritten(full, members(full) | {"metadata.json": metadata})
    refused(room, models, full)


def test_what_is_no_zip_is_refused(full, room, models):
    full.write_bytes(b"holiday pictures")
    refused(room, models, full)


def test_a_bomb_is_refused_by_what_it_says_of_itself(full, room, models):
    name = f"models/{'0' * 64}.model"
    with ZipFile(full, "a", zipfile.ZIP_DEFLATED) as archive, archive.open(name, "w") as bomb:
        for _ in range(600):
            bomb.write(bytes(1 << 20))
    refused(room, models, full)


def test_a_bomb_that_lies_about_its_size_is_refused(full, room, models):
    content = members(full)
    with io.BytesIO() as made:
        with ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in content.items():
                archive.writestr(ZipInfo(name), data + bytes(5 << 20), zipfile.ZIP_DEFLATED)
        raw = made.getvalue()
    for data in content.values():
        raw = raw.replace(struct.pack("<L", len(data) + (5 << 20)), struct.pack("<L", len(data)))
    full.write_bytes(raw)
    refused(room, models, full)


def test_an_unknown_compression_is_refused(full, room, models):
    content = members(full)
    with ZipFile(full, "w", zipfile.ZIP_LZMA) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    refused(room, models, full)


@pytest.mark.parametrize("at", range(0, 100, 3))
def test_a_file_cut_off_anywhere_is_refused(full, room, models, at):
    content = full.read_bytes()
    full.write_bytes(content[: len(content) * at // 100])
    refused(room, models, full)


@pytest.mark.parametrize("at", range(60))
def test_a_flipped_byte_is_refused_or_does_not_matter(full, room, models, at):
    before, content = everything(room.db), bytearray(full.read_bytes())
    content[len(content) * at // 60] ^= 0x41
    full.write_bytes(content)
    with suppress(Problem):
        backup.restore(room.db, models, full)
    assert everything(room.db) == before
    assert [file.read_bytes() for file in models.iterdir()] == [b"weights"]


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


def picture(number):
    return b"\xff\xd8\xff" + b"%d" % number * 5000


@pytest.fixture
def photos(room, models, tmp_path):
    """A room with three pictures, and a backup of it."""
    room.insert(Project(id="q", name="Q", type="images", crowd_sourced=True, owner="teacher"))

    def add():
        for number in range(3):
            sha256 = hashlib.sha256(picture(number)).hexdigest()
            room.insert(example(number, project="q", data=sha256))
            room.db.put_blob(f"e{number}", picture(number))

    room.db.run(add)
    backup.write(room.db, models, tmp_path / "backup.zip")
    return tmp_path / "backup.zip"


def blobs(room):
    return [room.db.blob(f"e{number}") for number in range(3)]


def test_pictures_come_back_on_another_box(photos, room, tmp_path):
    other = open_room(tmp_path / "other")
    other.db.run(lambda: other.db.put_blob("old", b"x"))
    backup.restore(other.db, tmp_path / "other models", photos)
    assert blobs(other) == [picture(0), picture(1), picture(2)]
    assert everything(other.db) == everything(room.db)
    assert other.db.blob("old") is None
    other.close()


def test_a_lost_or_damaged_picture_is_left_out_with_its_example(photos, room, models, caplog):
    room.db.run(lambda: (room.db.put_blob("e0", b"junk"), room.db.remove_blobs(["e2"])))
    backup.write(room.db, models, photos)
    backup.restore(room.db, models, photos)
    assert [one.id for one in room.everything(Example)] == ["e1"]
    assert blobs(room) == [None, picture(1), None]
    assert "2 files are not whole" in caplog.text


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data[:-1],
        lambda data: data.replace(b"111", b"112", 1),
        lambda data: data + data[: len(data) // 3],
        lambda data: data[: len(data) // 3],
        lambda data: b"\xff" * 6 + data,
        lambda data: b"",
    ],
)
def test_pictures_that_are_not_those_of_the_documents_are_refused(photos, room, models, change):
    content = members(photos)
    rewritten(photos, honest(content | {"blobs.bin": change(content["blobs.bin"])}))
    refused(room, models, photos)
    assert blobs(room) == [picture(0), picture(1), picture(2)]


def test_a_backup_without_its_pictures_is_refused(photos, room, models):
    content = members(photos)
    del content["blobs.bin"]
    rewritten(photos, honest(content))
    refused(room, models, photos)


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


def test_a_backup_of_the_second_format_is_restored(photos, room, models):
    before = everything(room.db)
    content = members(photos)
    metadata = json.loads(content["metadata.json"]) | {"format": 2}
    rewritten(photos, content | {"metadata.json": json.dumps(metadata).encode()})
    backup.restore(room.db, models, photos)
    assert (everything(room.db), blobs(room)) == (before, [picture(n) for n in range(3)])


def hashed(data):
    return hashlib.sha256(data).hexdigest()


@pytest.fixture
def quiz(full, room, models, sb3):
    """A room with a program of two versions and a thumbnail, and a backup of it."""
    versions = tuple(
        Version(number=n, kind="saved", sha256=hashed(sb3(n)), size=len(sb3(n)), saved=n)
        for n in (4, 5)
    )
    program = Program(
        id="g", project="p", contributor="s", name="Quiz", versions=versions,
        thumbnail=hashed(picture(1)),
    )  # fmt: skip
    content = {"g.4": sb3(4), "g.5": sb3(5), "g.thumbnail": picture(1)}
    room.db.run(lambda: [room.db.put_blob(name, body) for name, body in content.items()])
    room.insert(program)
    backup.write(room.db, models, full)
    return content


def test_programs_come_back_on_another_box(quiz, full, room, tmp_path):
    other = open_room(tmp_path / "other")
    backup.restore(other.db, tmp_path / "other models", full)
    assert other.everything(Program) == room.everything(Program)
    assert {name: other.db.blob(name) for name in quiz} == quiz
    other.close()


def test_a_damaged_version_is_left_out_and_the_others_are_not(quiz, full, room, models):
    room.db.run(lambda: (room.db.put_blob("g.5", b"junk"), room.db.remove_blobs(["g.thumbnail"])))
    backup.write(room.db, models, full)
    assert len(room.everything(Program)[0].versions) == 2  # a backup changes nothing
    backup.restore(room.db, models, full)
    [program] = room.everything(Program)
    assert ([one.number for one in program.versions], program.thumbnail) == ([4], "")
    assert [room.db.blob(name) for name in quiz] == [quiz["g.4"], None, None]


def test_a_program_without_a_whole_version_is_left_out(quiz, full, room, models):
    room.db.run(lambda: room.db.remove_blobs(["g.4", "g.5"]))
    backup.write(room.db, models, full)
    backup.restore(room.db, models, full)
    assert room.everything(Program) == []
    assert room.db.blob("g.thumbnail") is None


@pytest.mark.parametrize("name", ["g.4", "g.thumbnail"])
def test_a_program_whose_file_is_not_in_the_backup_is_refused(quiz, full, room, models, name):
    room.db.run(lambda: room.db.remove_blobs(quiz))
    parts = {key: value for key, value in quiz.items() if key != name}
    packed = b"".join(
        struct.pack(">HI", len(key), len(value)) + key.encode() + value
        for key, value in parts.items()
    )
    rewritten(full, honest(members(full) | {"blobs.bin": packed}))
    refused(room, models, full)


def test_a_program_larger_than_any_box_takes_is_refused_in_a_backup(quiz, full, room, models):
    body = struct.pack(">HI", 3, 100_000_001) + b"g.4" + bytes(100_000_001)
    rewritten(full, honest(members(full) | {"blobs.bin": body}))
    refused(room, models, full)


def test_reports_of_models_come_back_too(room, models, tmp_path):
    report = hashlib.sha256(b"report").hexdigest()
    (models / f"{report}.report").write_bytes(b"report")
    room.insert(msgspec.structs.replace(model(b"weights", models), report=report))
    backup.write(room.db, models, tmp_path / "backup.zip")
    other = open_room(tmp_path / "other")
    backup.restore(other.db, tmp_path / "other models", tmp_path / "backup.zip")
    assert (tmp_path / "other models" / f"{report}.report").read_bytes() == b"report"
    other.close()
