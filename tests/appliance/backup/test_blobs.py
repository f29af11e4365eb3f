"""Pictures and Scratch programs in backups."""

import hashlib
import json
import struct

import pytest

from appliance import backup
from appliance.classroom.records import Example
from appliance.classroom.records import Program
from appliance.classroom.records import Project
from appliance.classroom.records import Version
from appliance.classroom.room import open_room
from tests.appliance.backup.files import everything
from tests.appliance.backup.files import example
from tests.appliance.backup.files import honest
from tests.appliance.backup.files import members
from tests.appliance.backup.files import refused
from tests.appliance.backup.files import rewritten


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
