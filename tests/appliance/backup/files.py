"""Backups for tests: rooms to back up, and files that were changed."""

import hashlib
import json
import zipfile
from zipfile import ZipFile

import pytest

from appliance import backup
from appliance.classroom.problems import Problem
from appliance.classroom.records import Example
from appliance.classroom.records import Model
from appliance.classroom.records import Score


def example(number, project="p", data="hello"):
    return Example(id=f"e{number}", project=project, label="x", data=data, contributor="s")


def model(content, models):
    sha256 = hashlib.sha256(content).hexdigest()
    (models / f"{sha256}.model").write_bytes(content)
    return Model(
        project="p", version=1, file=sha256, size=len(content), examples=1, contributors=1,
        labels=(), features="words", score=Score(),
    )  # fmt: skip


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
