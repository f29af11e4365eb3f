"""The zip file that a project travels in: what is in it, and how it is read with suspicion.

It holds examples.csv, project.json, models.json, README.txt and the files of pictures and sounds,
which are read one by one: a class's pictures do not fit into memory. The table is UTF-8 with a byte
order mark, which spreadsheets need to show accents; scripts read it as `utf-8-sig`.
"""

import csv
import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from typing import Final
from typing import IO
from typing import NamedTuple

import msgspec

from appliance.classroom import table_file
from appliance.classroom.problems import Problem
from appliance.classroom.records import Field
from appliance.classroom.records import Label
from appliance.classroom.records import Model
from appliance.classroom.records import ProjectType
from appliance.classroom.table_file import Row

FORMAT: Final = 2
"""Version of this file format; a box refuses a newer one than it knows."""
MAX_TABLE: Final = 128 * 1024 * 1024
"""Bytes of examples.csv, unpacked."""
MAX_WORDS: Final = 1024 * 1024
"""Bytes of project.json, unpacked."""
MAX_FILE: Final = 1024 * 1024
"""Bytes of one picture or sound, unpacked."""
_FILE: Final = re.compile(
    r"(pictures/[^/]{1,100}/[^/]{1,100}\.jpg|sounds/[^/]{1,100}/[^/]{1,100}\.flac)"
)
_METHODS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_DATE: Final = (1980, 1, 1, 0, 0, 0)
"""Date of the members: a Pi's clock may be before zip's first year."""
_DAMAGE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    csv.Error,
    msgspec.MsgspecError,
    EOFError,
    KeyError,
    OSError,
    RuntimeError,
    ValueError,
)
"""What reading a file raises that is no zip, cut, changed, encrypted, or not in UTF-8."""

README: Final = """\
This is a project of a Crowdbox: a class taught a machine-learning model together.

examples.csv   What the class made, one example in a row, oldest first.
               id           a number of the example's own (a UUID)
               label        what the example is an example of
               data         the text; or the values as JSON, which stand in columns of their own
                            too; or the name of the picture's or sound's file
               contributor  who made it
               state        shown, or hidden by the teacher (not learnt from)
               It is UTF-8 and opens in any spreadsheet; in Python, use encoding="utf-8-sig".
               A ' before = + - @ or ' keeps a spreadsheet from taking words for a formula. It is
               not part of the text, and a Crowdbox takes it off again.
pictures       The pictures (JPEG), a folder for each label. There may be none.
sounds         The sounds (FLAC), a folder for each label. There may be none.
project.json   The project's name, its labels, and the version of this format.
models.json    Each model that was trained: on how much, and how well it did on the examples of
               people whose examples it had not seen.

To use it on another Crowdbox: sign in as the teacher and upload this zip as it is. The examples
come back with their contributors; then train the model there.

These are children's words, pictures, voices and names: keep this file as you keep other work of
theirs.
"""


class About(msgspec.Struct, frozen=True, kw_only=True):
    """The content of project.json."""

    format: int
    name: str
    type: ProjectType
    crowd_sourced: bool
    labels: tuple[Label, ...]
    teacher: str
    """The contributor's name in the table that stands for the teacher."""
    fields: tuple[Field, ...] = ()
    language: str = ""


class _AnyFormat(msgspec.Struct):
    format: int


class Parcel(NamedTuple):
    """A project on its way: what it is, and its examples."""

    about: About
    rows: list[Row]


class Opened:
    """A zip that somebody sent: what it says of itself, its examples, and their files."""

    def __init__(self, archive: zipfile.ZipFile, parcel: Parcel) -> None:
        self._archive = archive
        self.about, self.rows = parcel

    def file(self, name: str) -> bytes:
        """Return the bytes of a picture or sound; raises Problem `damaged_file`, `too_large`."""
        with _damage():
            if not _FILE.fullmatch(name):
                raise ValueError("no name of a file of ours")
            return _open(self._archive, name, MAX_FILE).read()


def format_of(type: ProjectType) -> int:
    """Return the version in which a project of this type is written: the oldest that knows it."""
    return 1 if type == "text" else FORMAT


def file_name(type: ProjectType, label: str, id: str) -> str:
    """Return the name of an example's file in the zip; `label` is the id of its label."""
    folder, suffix = ("pictures", "jpg") if type == "images" else ("sounds", "flac")
    return f"{folder}/{label}/{id}.{suffix}"


def pack(
    target: IO[bytes],
    parcel: Parcel,
    models: Iterable[Model],
    file: Callable[[Row], bytes | None] | None = None,
) -> None:
    """Write the zip of a project, its examples' files, and the scores of its models.

    `file` gives the bytes of a row's picture or sound; a row without is left out.
    """
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        rows = parcel.rows if file is None else list(_with_files(archive, parcel.rows, file))
        with (
            archive.open(_member("examples.csv"), "w", force_zip64=True) as member,
            io.TextIOWrapper(member, "utf-8-sig", newline="") as stream,
        ):
            table_file.write(stream, rows, _columns(parcel.about), _cells(parcel.about, rows))
        archive.writestr(_member("project.json"), _json(parcel.about))
        archive.writestr(_member("models.json"), _json({"models": [_scores(m) for m in models]}))
        archive.writestr(_member("README.txt"), README.encode())


@contextmanager
def opened(source: IO[bytes], most: Callable[[ProjectType], int]) -> Iterator[Opened]:
    """Give what is in the zip of a project; `most` says how many examples each type may have.

    Raises Problem `damaged_file`, `newer_file`, `too_large` or `too_many_examples`.
    """
    with _damage():
        archive = zipfile.ZipFile(source)
    with archive:
        with _damage():
            about = _about(_open(archive, "project.json", MAX_WORDS).read())
            table = _open(archive, "examples.csv", MAX_TABLE)
            parcel = Parcel(about, _rows(table, most(about.type)))
        yield Opened(archive, parcel)


@contextmanager
def _damage() -> Iterator[None]:
    try:
        yield
    except _DAMAGE as error:
        raise Problem("damaged_file", field="file") from error


def _with_files(
    archive: zipfile.ZipFile, rows: Iterable[Row], file: Callable[[Row], bytes | None]
) -> Iterator[Row]:
    for row in rows:
        content = file(row)
        if content is not None:
            info = _member(row.data)
            info.compress_type = zipfile.ZIP_STORED  # they are packed already
            archive.writestr(info, content)
            yield row._replace(sha256=hashlib.sha256(content).hexdigest())


def _columns(about: About) -> tuple[str, ...]:
    more = {"images": ("sha256",), "sounds": ("sha256", "preview")}
    return table_file.ALWAYS + more.get(about.type, ())


def _cells(about: About, rows: Iterable[Row]) -> list[tuple[str, list[str]]]:
    """Return a column of cells for each field of a numbers project, for people to read."""
    values = [msgspec.json.decode(row.data) for row in rows] if about.fields else []
    return [
        (field.name, ["" if row[place] is None else str(row[place]) for row in values])
        for place, field in enumerate(about.fields)
    ]


def _member(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _DATE)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    return info


def _json(value: object) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value), indent=2)


def _scores(model: Model) -> dict[str, Any]:
    kept: dict[str, Any] = msgspec.to_builtins(model)
    return {name: kept[name] for name in kept if name not in ("project", "file", "size")}


def _open(archive: zipfile.ZipFile, name: str, most: int) -> zipfile.ZipExtFile:
    # zipfile never unpacks more than the size that the archive's list declares, so a bomb has to
    # declare its size here or fail its checksum
    info = archive.getinfo(name)
    if info.file_size > most:
        raise Problem("too_large", field="file", max=f"{most // 1024 // 1024} MB")
    if info.compress_type not in _METHODS:
        raise zipfile.BadZipFile(f"{name} is packed in another way")
    return archive.open(info)  # type: ignore[return-value]


def _about(text: bytes) -> About:
    if msgspec.json.decode(text, type=_AnyFormat).format > FORMAT:
        raise Problem("newer_file", field="file")
    return msgspec.json.decode(text, type=About)


def _rows(member: zipfile.ZipExtFile, max_rows: int) -> list[Row]:
    rows: list[Row] = []
    with io.TextIOWrapper(member, "utf-8-sig", newline="") as stream:
        for row in table_file.read(stream):
            if len(rows) == max_rows:
                raise Problem("too_many_examples", max=max_rows)
            rows.append(row)
    return rows
