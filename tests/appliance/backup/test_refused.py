"""A file that is newer, damaged or not written by a Crowdbox is refused, and changes nothing."""

import io
import json
import struct
import zipfile
from contextlib import suppress
from zipfile import ZipFile
from zipfile import ZipInfo

import pytest

from appliance import backup
from appliance.classroom.problems import Problem
from tests.appliance.backup.files import everything
from tests.appliance.backup.files import honest
from tests.appliance.backup.files import members
from tests.appliance.backup.files import refused
from tests.appliance.backup.files import rewritten


@pytest.mark.parametrize("field", ["format", "schema"])
def test_a_newer_backup_is_refused_whatever_else_it_holds(full, room, models, field):
    rewritten(
        full, members(full) | {"metadata.json": json.dumps({"format": 1, "schema": 1, field: 4})}
    )
    refused(room, models, full, "newer_file")


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
