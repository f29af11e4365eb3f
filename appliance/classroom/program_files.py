"""What the file of a Scratch program may be, checked in bounded time and memory.

An .sb3 file is a zip of `project.json` and the program's pictures and sounds. It is opened in
browsers of other people, so what it unpacks to is measured by unpacking it: what a zip says of
itself may be a lie. How the editor reads it: JSZip's zipEntries.js and scratch-parser's unzip.js.
"""

import io
import re
import struct
import zlib
from collections.abc import Iterator
from typing import Annotated
from typing import Final
from zipfile import BadZipFile
from zipfile import ZIP_DEFLATED
from zipfile import ZIP_STORED
from zipfile import ZipFile
from zipfile import ZipInfo

import msgspec
from msgspec import Meta
from msgspec import Struct

from appliance.classroom.problems import Problem

LARGEST: Final = 100_000_000
"""Bytes that the file of a program can have on any box."""
MAX_THUMBNAIL: Final = 60_000
"""Bytes of the small picture of a program."""
SPREAD: Final = 5
"""How many times its own size limit a file may unpack to; sounds and pictures hardly shrink."""
_PROGRAM: Final = "project.json"
_LARGEST_PROGRAM: Final = 5_000_000
_MOST_MEMBERS: Final = 3_000
_LARGEST_DIRECTORY: Final = 1 << 19
_LONGEST_NAME: Final = 200
_CHUNK: Final = 1 << 16
_BEGIN: Final = b"PK\x03\x04"
_MIMES: Final = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}

_HALF: Final = re.compile(rb"\\u[dD][89a-fA-F][0-9a-fA-F]{2}")
"""Half a character: JSON may hold it alone, as after `letter 1 of (an emoji)`; msgspec minds."""

# APPNOTE.TXT, sections 4.3.16 and 4.3.7: signature, disks, entries, size and place of the
# directory, length of the comment; signature and the lengths of name and extra field.
_END: Final = struct.Struct("<4s4H2LH")
_LOCAL: Final = struct.Struct("<4s22x2H")
_LARGE: Final = b"PK\x06\x07"
"""Begins what would lead a reader to another directory, that of a zip of more than 4 GB."""
_LARGE_SIZE: Final = 20


class _Target(Struct):
    is_stage: bool = msgspec.field(name="isStage")


class _Program(Struct):
    """What is looked at of project.json; the rest is read over, but has to be JSON."""

    targets: Annotated[list[_Target], Meta(min_length=1, max_length=10_000)]


def check(body: bytes, most: int) -> None:
    """Raise Problem unless `body` is a Scratch 3 program of up to `most` bytes.

    `bad_program` says that no editor could open it, `too_large` that it, or what it unpacks to,
    is more than a browser should be given.
    """
    if len(body) > min(most, LARGEST):
        raise _too_large(most)
    try:
        members = _members(body)
        if sum(member.file_size for member in members.values()) > SPREAD * most:
            raise _too_large(SPREAD * most)
        if members[_PROGRAM].file_size > _LARGEST_PROGRAM:
            raise _too_large(_LARGEST_PROGRAM)
        _check_program(body, members.pop(_PROGRAM))
        for member in members.values():
            for _ in _unpacked(body, member):
                pass
    except (
        BadZipFile,
        LookupError,
        msgspec.MsgspecError,
        NotImplementedError,  # zipfile's for a newer kind of zip
        RecursionError,
        struct.error,
        ValueError,
        zlib.error,
    ) as error:
        raise Problem("bad_program") from error


def check_thumbnail(picture: bytes) -> None:
    """Raise Problem `too_large` or `bad_picture` unless this is a small PNG or JPEG file."""
    if len(picture) > MAX_THUMBNAIL:
        raise Problem("too_large", max=f"{MAX_THUMBNAIL // 1000} kB")
    if not picture.startswith(tuple(_MIMES)):
        raise Problem("bad_picture")


def mime(picture: bytes) -> str:
    """Return the media type of a thumbnail, by how it begins."""
    return next(kind for begin, kind in _MIMES.items() if picture.startswith(begin))


def _too_large(most: int) -> Problem:
    return Problem("too_large", max=f"{most // 1_000_000} MB")


def _members(body: bytes) -> dict[str, ZipInfo]:
    """Return what the directory lists; ValueError where readers could see different lists."""
    _check_end(body)
    with ZipFile(io.BytesIO(body)) as archive:
        infos = archive.infolist()
    members = {info.filename: info for info in infos}
    if len(members) != len(infos):
        raise ValueError("a name is there twice")
    if not all(_is_plain(info) for info in infos):
        raise ValueError("there is something that no editor writes")
    return members


def _check_end(body: bytes) -> None:
    """Raise ValueError unless the file ends with one directory of a bearable size."""
    at = len(body) - _END.size
    if at < _LARGE_SIZE or not body.startswith(_BEGIN):
        raise ValueError("not a zip")
    signature, disk, first_disk, here, entries, size, place, comment = _END.unpack_from(body, at)
    if signature != b"PK\x05\x06" or disk or first_disk or here != entries or comment:
        raise ValueError("not the end of a zip")
    if entries > _MOST_MEMBERS or size > _LARGEST_DIRECTORY or place + size != at:
        raise ValueError("the directory is too long, or not at the end")
    if body.startswith(_LARGE, at - _LARGE_SIZE):
        raise ValueError("another directory is hidden")


def _is_plain(info: ZipInfo) -> bool:
    name = info.orig_filename  # as it is in the file: `filename` ends at a zero
    named = name.isprintable() and len(name) <= _LONGEST_NAME and not set(name) & set("/\\")
    return named and info.compress_type in (ZIP_STORED, ZIP_DEFLATED) and not info.flag_bits & 1


def _check_program(body: bytes, member: ZipInfo) -> None:
    text = _HALF.sub(rb"\\u0020", b"".join(_unpacked(body, member)))
    program = msgspec.json.decode(text, type=_Program)
    if sum(target.is_stage for target in program.targets) != 1:
        raise ValueError("a program has one stage")


def _unpacked(body: bytes, member: ZipInfo) -> Iterator[bytes]:
    """Yield what a member holds; ValueError where that is not what the directory says."""
    size = check = 0
    for chunk in _chunks(_packed(body, member), member.compress_type):
        size, check = size + len(chunk), zlib.crc32(chunk, check)
        if size > member.file_size:
            raise ValueError("it holds more than it says")
        yield chunk
    if size != member.file_size or check != member.CRC:
        raise ValueError("it does not hold what it says")


def _packed(body: bytes, member: ZipInfo) -> memoryview:
    signature, name, extra = _LOCAL.unpack_from(body, member.header_offset)
    begin = member.header_offset + _LOCAL.size + name + extra
    packed = memoryview(body)[begin : begin + member.compress_size]
    if signature != _BEGIN or len(packed) < member.compress_size:
        raise ValueError("a member is not where the directory says")
    return packed


def _chunks(packed: memoryview, method: int) -> Iterator[bytes]:
    """Yield the content in parts that bear no relation to its size; zipfile would stop early."""
    if method == ZIP_STORED:
        yield bytes(packed)
        return
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    for begin in range(0, len(packed), _CHUNK):
        rest: bytes | memoryview = packed[begin : begin + _CHUNK]
        while rest:
            yield inflater.decompress(rest, _CHUNK)
            rest = inflater.unconsumed_tail
    yield from _last_chunks(inflater)


def _last_chunks(inflater: "zlib._Decompress") -> Iterator[bytes]:
    """Yield what the inflater still holds back when it was given everything."""
    while chunk := inflater.decompress(b"", _CHUNK):
        yield chunk
    if not inflater.eof or inflater.unused_data:
        raise ValueError("a member is cut off, or goes on after its end")
