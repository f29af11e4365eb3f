"""What a backup file may hold: everything is checked before anything of it is used."""

import errno
import hashlib
import io
import os
import re
import shutil
import struct
import zlib
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated
from typing import Any
from typing import Final
from typing import IO
from zipfile import BadZipFile
from zipfile import ZIP_DEFLATED
from zipfile import ZIP_STORED
from zipfile import ZipFile
from zipfile import ZipInfo

import msgspec
from msgspec import Meta
from msgspec import Struct

from appliance import backup_blobs
from appliance.classroom.problems import Problem
from appliance.classroom.room import TABLES
from appliance.storage import Stream
from appliance.storage.errors import StorageFull
from appliance.storage.migrations import migrate
from appliance.storage.migrations import Migration
from appliance.storage.migrations import Tables
from appliance.storage.values import encode
from appliance.storage.values import LARGEST_DOCUMENT

FORMAT: Final = 3
"""Grows when an older Crowdbox could not read a backup any more."""
METADATA: Final = "metadata.json"
DOCUMENTS: Final = "documents.jsonl"
_FILE = re.compile(r"models/[0-9a-f]{64}\.(model|report)")
_MOST_MEMBERS = 20_000
_LARGEST_METADATA = 8 << 20
_LARGEST_MEMBER = 512 << 20
_LARGEST_BLOBS = 1 << 40
_CHUNK = 1 << 18
_LIMITS: Final = {
    METADATA: _LARGEST_METADATA, DOCUMENTS: _LARGEST_MEMBER, backup_blobs.MEMBER: _LARGEST_BLOBS,
}  # fmt: skip
"""member → how many bytes it may have."""

_Id = Annotated[int, Meta(ge=1, le=2**53 - 1)]
_Count = Annotated[int, Meta(ge=0, le=2**53 - 1)]


class Member(Struct, frozen=True, kw_only=True):
    """Size in bytes and SHA-256 in hex of one member's content."""

    size: _Count
    sha256: str


class TableInfo(Struct, frozen=True, kw_only=True):
    """How many documents a table has, and the largest id that it ever gave."""

    documents: _Count
    last_id: _Count


class Versions(Struct, frozen=True, kw_only=True):
    """What decides whether the rest can be understood."""

    format: _Id
    schema: _Id


class Metadata(Versions, frozen=True, kw_only=True):
    """The first thing to read in a backup."""

    crowdbox: str
    """Version of the release that wrote it."""
    created: int
    """Seconds since 1970 by the clock of the box, for people to read only."""
    tables: dict[str, TableInfo]
    members: dict[str, Member]


class Line(Struct, frozen=True, kw_only=True):
    """One document, as it is in `documents.jsonl`."""

    table: str
    id: _Id
    document: dict[str, Any]


class Content(Struct, frozen=True, kw_only=True):
    """Everything in a backup but the model files."""

    tables: Tables
    last_ids: dict[str, int]


def file_member(name: str) -> str:
    """Return the name in a backup of the file of a model or its report."""
    return f"models/{name}"


def checked(file: IO[bytes], schema: int, migrations: Sequence[Migration], stage: Path) -> Content:
    """Return what a backup holds, in the present schema, with its model files in folder `stage`.

    Raises Problem `damaged_file` or `newer_file`, or StorageFull where there is no room.
    """
    with _damage(), ZipFile(file) as archive:
        members = _members(archive)
        metadata = _metadata(archive, members, schema)
        _require_room(stage, metadata)
        tables = _tables(archive, metadata)
        migrate(tables, metadata.schema, migrations)
        tables = _records(tables)
        _check_blobs(archive, members, tables)
        for name in members.keys() - {METADATA, DOCUMENTS, backup_blobs.MEMBER}:
            _stage(archive, members[name], metadata.members[name], stage)
        last_ids = {name: info.last_id for name, info in metadata.tables.items()}
        return Content(tables=tables, last_ids=last_ids)


@contextmanager
def blobs_of(file: IO[bytes]) -> Iterator[Stream]:
    """Give the blobs of a checked backup, to be read while they are stored."""
    with ZipFile(file) as archive:
        if backup_blobs.MEMBER not in archive.namelist():
            yield Stream((), 0)
            return
        with _reading(archive, backup_blobs.MEMBER) as member:
            size = archive.getinfo(backup_blobs.MEMBER).file_size
            yield Stream(backup_blobs.unpacked(member), size)


@contextmanager
def _damage() -> Iterator[None]:
    """Tell every way in which a file can be broken as Problem `damaged_file`."""
    try:
        yield
    except OSError as error:
        if error.errno not in (None, errno.EINVAL):  # EINVAL: it points to before its beginning
            raise
        raise Problem("damaged_file") from error
    except (
        ArithmeticError,
        AttributeError,
        BadZipFile,
        EOFError,
        LookupError,
        msgspec.MsgspecError,
        RuntimeError,  # also RecursionError, and zipfile's for encrypted members
        struct.error,
        TypeError,
        ValueError,
        zlib.error,
    ) as error:
        raise Problem("damaged_file") from error


def _members(archive: ZipFile) -> dict[str, ZipInfo]:
    infos = archive.infolist()
    members = {info.filename: info for info in infos}
    if not {METADATA, DOCUMENTS} <= members.keys():
        raise ValueError("a member is missing")
    if len(members) != len(infos) or len(infos) > _MOST_MEMBERS:
        raise ValueError("a member is there twice, or there are too many")
    if not all(_is_expected(info) for info in infos):
        raise ValueError("there is something that no Crowdbox writes")
    return members


def _is_expected(info: ZipInfo) -> bool:
    named = info.filename in _LIMITS or _FILE.fullmatch(info.filename)
    packed = info.compress_type in (ZIP_STORED, ZIP_DEFLATED) and not info.flag_bits & 1
    limit = _LIMITS.get(info.filename, _LARGEST_MEMBER)
    # zipfile reads no more than the declared size, so bounding that is enough
    return bool(named) and packed and info.file_size <= limit


def _metadata(archive: ZipFile, members: Mapping[str, ZipInfo], schema: int) -> Metadata:
    text = archive.read(members[METADATA])
    versions = msgspec.json.decode(text, type=Versions)
    if versions.format > FORMAT or versions.schema > schema:
        raise Problem("newer_file")
    metadata = msgspec.json.decode(text, type=Metadata)
    sizes = {name: info.file_size for name, info in members.items() if name != METADATA}
    if sizes != {name: member.size for name, member in metadata.members.items()}:
        raise ValueError("the members are not those that were written")
    return metadata


def _require_room(folder: Path, metadata: Metadata) -> None:
    # the documents and blobs go to the log first and from there to the file
    needed = sum(item.size for item in metadata.members.values())
    needed += sum(metadata.members[name].size for name in metadata.members.keys() & _LIMITS)
    if shutil.disk_usage(folder).free < needed:
        raise StorageFull(f"the backup needs {needed} bytes")


def _tables(archive: ZipFile, metadata: Metadata) -> Tables:
    tables: Tables = {name: {} for name in metadata.tables}
    digest = hashlib.sha256()
    decode = msgspec.json.Decoder(Line).decode
    with _reading(archive, DOCUMENTS) as file:
        while text := file.readline(LARGEST_DOCUMENT + _CHUNK):
            digest.update(text)
            line = decode(text)
            if line.id in tables[line.table] or line.id > metadata.tables[line.table].last_id:
                raise ValueError("an id is there twice, or was never given")
            tables[line.table][line.id] = line.document
    if digest.hexdigest() != metadata.members[DOCUMENTS].sha256:
        raise ValueError("the documents are not those that were written")
    if any(len(tables[name]) != info.documents for name, info in metadata.tables.items()):
        raise ValueError("there are not as many documents as were written")
    return tables


def _check_blobs(archive: ZipFile, members: Mapping[str, ZipInfo], tables: Tables) -> None:
    if backup_blobs.MEMBER not in members:
        if backup_blobs.expected(tables):
            raise ValueError("the blobs are missing")
        return
    with _reading(archive, backup_blobs.MEMBER) as member:
        backup_blobs.check(member, tables)  # to its end, so the zip's own checksum is checked too


@contextmanager
def _reading(archive: ZipFile, name: str) -> Iterator[IO[bytes]]:
    with archive.open(name) as raw, io.BufferedReader(raw, _CHUNK) as member:  # type: ignore[type-var]
        yield member


def _records(tables: Tables) -> Tables:
    """Return the documents as the classroom writes them; ValueError for what it would not."""
    kinds = {name: kind for kind, name in TABLES.items()}
    found: Tables = {}
    for name, documents in tables.items():
        kind = kinds[name]
        found[name] = {}
        for doc_id, document in documents.items():
            record = msgspec.to_builtins(msgspec.convert(document, kind))
            encode(record)
            found[name][doc_id] = record
    return found


def _stage(archive: ZipFile, info: ZipInfo, member: Member, stage: Path) -> None:
    digest = hashlib.sha256()
    path = stage / Path(info.filename).name
    with archive.open(info) as source, path.open("xb") as target:
        while chunk := source.read(_CHUNK):
            target.write(chunk)
            digest.update(chunk)
        target.flush()
        os.fsync(target.fileno())
    if not digest.hexdigest() == member.sha256 == path.stem:
        raise ValueError("a file of a model is not the one that was written")
