"""The zip file that a project travels in: what is in it, and how it is read with suspicion.

It holds examples.csv, project.json, models.json and README.txt. The table is UTF-8 with a byte
order mark, which spreadsheets need to show accents; scripts read it as `utf-8-sig`.
"""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterable
from typing import Any
from typing import Final
from typing import NamedTuple

import msgspec

from appliance.classroom import table_file
from appliance.classroom.problems import Problem
from appliance.classroom.records import Label
from appliance.classroom.records import Model
from appliance.classroom.records import ProjectType
from appliance.classroom.table_file import Row

FORMAT: Final = 1
"""Version of this file format; a box refuses a newer one than it knows."""
MAX_TABLE: Final = 128 * 1024 * 1024
"""Bytes of examples.csv, unpacked."""
MAX_WORDS: Final = 1024 * 1024
"""Bytes of project.json, unpacked."""
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

examples.csv   What the class wrote, one example in a row, oldest first.
               id           a number of the example's own (a UUID)
               label        what the example is an example of
               data         the text
               contributor  who wrote it
               state        shown, or hidden by the teacher (not learnt from)
               It is UTF-8 and opens in any spreadsheet; in Python, use encoding="utf-8-sig".
               A ' before = + - @ or ' keeps a spreadsheet from taking words for a formula. It is
               not part of the text, and a Crowdbox takes it off again.
project.json   The project's name, its labels, and the version of this format.
models.json    Each model that was trained: on how much, and how well it did on the examples of
               people whose examples it had not seen.

To use it on another Crowdbox: sign in as the teacher and upload this zip as it is. The examples
come back with their contributors; then train the model there.

These are children's words and names: keep this file as you keep other work of theirs.
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


class _AnyFormat(msgspec.Struct):
    format: int


class Parcel(NamedTuple):
    """A project on its way: what it is, and its examples."""

    about: About
    rows: list[Row]


def pack(parcel: Parcel, models: Iterable[Model]) -> bytes:
    """Return the zip of a project and the scores of its models."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        with (
            archive.open(_member("examples.csv"), "w", force_zip64=True) as member,
            io.TextIOWrapper(member, "utf-8-sig", newline="") as stream,
        ):
            table_file.write(stream, parcel.rows)
        archive.writestr(_member("project.json"), _json(parcel.about))
        archive.writestr(_member("models.json"), _json({"models": [_scores(m) for m in models]}))
        archive.writestr(_member("README.txt"), README.encode())
    return target.getvalue()


def unpack(data: bytes, max_rows: int) -> Parcel:
    """Return what is in the zip of a project.

    Raises Problem `damaged_file`, `newer_file`, `too_large` or, for more than `max_rows` examples,
    `too_many_examples`.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            about = _about(_open(archive, "project.json", MAX_WORDS).read())
            return Parcel(about, _rows(_open(archive, "examples.csv", MAX_TABLE), max_rows))
    except _DAMAGE as error:
        raise Problem("damaged_file", field="file") from error


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
