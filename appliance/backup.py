"""Backups: everything the class made in one file, and back again.

A backup is a zip of `metadata.json` (versions, counts, and each member's size and SHA-256),
`documents.jsonl` (one line for each document), `models/<sha256>.model` and `.report`, and
`blobs.bin` where there are pictures, sounds or programs. It holds hashes of passwords and what
children wrote, drew, said and programmed, so only its owner may read it.
"""

import hashlib
import logging
import shutil
from collections.abc import Iterable
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED
from zipfile import ZIP_STORED
from zipfile import ZipFile
from zipfile import ZipInfo

import msgspec

from appliance import __version__
from appliance import backup_blobs
from appliance import clock
from appliance.backup_file import blobs_of
from appliance.backup_file import checked
from appliance.backup_file import DOCUMENTS
from appliance.backup_file import file_member
from appliance.backup_file import FORMAT
from appliance.backup_file import Line
from appliance.backup_file import Member
from appliance.backup_file import METADATA
from appliance.backup_file import Metadata
from appliance.backup_file import TableInfo
from appliance.durable import sync_names
from appliance.durable import whole
from appliance.storage import Database
from appliance.storage import Snapshot
from appliance.storage.errors import card_errors

_CHUNK = 1 << 18
_STAGE = ".restore-"
_log = logging.getLogger(__name__)


def write(db: Database, models: Path, target: Path) -> None:
    """Write everything of this moment to `target`; the class goes on.

    An example or a program whose file is lost, or is deleted meanwhile, is left out.

    `target` appears whole or not at all, readable by its owner only. Raises StorageFull or
    StorageFailed.
    """
    snapshot = db.snapshot()
    with card_errors(), whole(target) as file, ZipFile(file, "w", ZIP_DEFLATED) as archive:
        members = _add_blobs(archive, db, snapshot)
        members[DOCUMENTS] = _add(archive, DOCUMENTS, _lines(snapshot))
        for name in sorted(_files(snapshot)):
            members |= _add_file(archive, models / name)
        metadata = msgspec.json.encode(_metadata(db, snapshot, members))
        _add(archive, METADATA, [msgspec.json.format(metadata)])


def restore(db: Database, models: Path, source: Path) -> None:
    """Replace everything by the backup in `source`, in one step.

    Raises Problem `damaged_file` or `newer_file`, StorageFull or StorageFailed, or OSError where
    there is no readable `source`; then nothing was changed.
    """
    with source.open("rb") as file, card_errors():
        models.mkdir(mode=0o700, parents=True, exist_ok=True)
        _sweep(models)
        with TemporaryDirectory(dir=models, prefix=_STAGE) as stage:
            content = checked(file, db.schema, db.migrations, Path(stage))
            before = _files(db.snapshot())
            with _placed(Path(stage), models), blobs_of(file) as blobs:
                db.replace(content.tables, content.last_ids, blobs)
        for name in before - _files(db.snapshot()):
            (models / name).unlink(missing_ok=True)


def _add_blobs(archive: ZipFile, db: Database, snapshot: Snapshot) -> dict[str, Member]:
    """Add all blobs, and take out of the snapshot what is of lost ones."""
    wanted, lost = backup_blobs.in_snapshot(snapshot), set[str]()
    if not wanted:
        return {}
    content = backup_blobs.packed(db, wanted, lost)
    member = _add(archive, backup_blobs.MEMBER, content, ZIP_STORED)
    backup_blobs.without(snapshot, lost)
    return {backup_blobs.MEMBER: member}


def _add(
    archive: ZipFile, name: str, content: Iterable[bytes], method: int = ZIP_DEFLATED
) -> Member:
    # With its default date: a Pi without network may live in 1970, which zip cannot say.
    info = ZipInfo(name)
    info.compress_type = method
    info.external_attr = 0o600 << 16
    digest, size = hashlib.sha256(), 0
    with archive.open(info, "w", force_zip64=True) as member:
        for chunk in content:
            member.write(chunk)
            digest.update(chunk)
            size += len(chunk)
    return Member(size=size, sha256=digest.hexdigest())


def _lines(snapshot: Snapshot) -> Iterator[bytes]:
    for name, (_, documents) in snapshot.tables.items():
        for doc_id in sorted(documents):
            line = Line(table=name, id=doc_id, document=documents[doc_id])
            yield msgspec.json.encode(line) + b"\n"


def _metadata(db: Database, snapshot: Snapshot, members: dict[str, Member]) -> Metadata:
    return Metadata(
        format=FORMAT,
        schema=db.schema,
        crowdbox=__version__,
        created=clock.now(),
        tables={
            name: TableInfo(documents=len(documents), last_id=state.last_id)
            for name, (state, documents) in snapshot.tables.items()
        },
        members=members,
    )


def _files(snapshot: Snapshot) -> set[str]:
    """Return the names of the files of models and their reports."""
    _, documents = snapshot.tables.get("models", (None, {}))
    models = {f"{document['file']}.model" for document in documents.values()}
    reports = {document.get("report", "") for document in documents.values()} - {""}
    return models | {f"{report}.report" for report in reports}


def _add_file(archive: ZipFile, path: Path) -> dict[str, Member]:
    """Add a model's file if it is there and undamaged; without it the rest is worth saving."""
    try:
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() == path.stem:
                file.seek(0)
                name = file_member(path.name)
                return {name: _add(archive, name, iter(lambda: file.read(_CHUNK), b""))}
    except FileNotFoundError:
        pass
    _log.warning("%s is missing or damaged, so it is not in the backup", path.name)
    return {}


def _sweep(models: Path) -> None:
    """Remove what a restore that lost its power left behind."""
    for stage in models.glob(f"{_STAGE}*"):
        shutil.rmtree(stage, ignore_errors=True)


@contextmanager
def _placed(stage: Path, models: Path) -> Iterator[None]:
    """Put the staged model files in their place for the block, and for good if it succeeds.

    They are named by their content, so one that is there already is the same.
    """
    names = [path.name for path in stage.iterdir()]
    new = [models / name for name in names if not (models / name).exists()]
    try:
        for name in names:
            (stage / name).replace(models / name)
        sync_names(models)
        yield
    except BaseException:
        for path in new:
            path.unlink(missing_ok=True)
        raise
