"""The tar that an update is: plain files one after the other, nothing else.

Python's tarfile follows links, long names and sizes that a hostile file makes up, in memory. Of
the format (POSIX.1-1988 ustar) this reads what an update needs and refuses the rest.
"""

import re
import shutil
import tarfile
from collections.abc import Callable
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from typing import IO

BLOCK: Final = 512
_LONGEST_END: Final = 10_240
"""Bytes of zeros that tar programs put at the end, at most."""
_NAME: Final = re.compile(rb"[A-Za-z0-9][A-Za-z0-9._+-]{0,98}")
_OCTAL: Final = re.compile(rb"[0-7]{1,11}")
_PLAIN: Final = (b"0", b"\0")
Read = Callable[[int, int], bytes]
"""offset, length → bytes, fewer at the end."""


class BadArchive(Exception):
    """This is no such tar, or it is cut off."""


@dataclass(frozen=True)
class Member:
    """One file in a tar: its name, and where its bytes are."""

    name: str
    offset: int
    size: int


def members(read: Read, size: int) -> Iterator[Member]:
    """Yield the files of a tar of `size` bytes, in order; raises BadArchive, perhaps at its end.

    Only their heads are read: a member's name and size are known before its bytes are looked at.
    """
    at = 0
    while (head := read(at, BLOCK)) != bytes(BLOCK):
        member = _member(head, at + BLOCK)
        at = member.offset + -(-member.size // BLOCK) * BLOCK
        if at > size:
            raise BadArchive("it is cut off")
        yield member
    if size - at > _LONGEST_END or read(at, _LONGEST_END).strip(b"\0"):
        raise BadArchive("something follows its end")


def add(target: IO[bytes], name: str, source: IO[bytes], size: int) -> None:
    """Append a file of `size` bytes to a tar that is being written, without date and owner."""
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o644
    target.write(info.tobuf(tarfile.USTAR_FORMAT))
    shutil.copyfileobj(source, target, 1 << 20)
    target.write(bytes(-size % BLOCK))


def end(target: IO[bytes]) -> None:
    """Finish a tar that is being written."""
    target.write(bytes(2 * BLOCK))


def pack(folder: Path, target: IO[bytes]) -> None:
    """Write the files of `folder` as a tar, the same bytes for the same files."""
    for file in sorted(folder.iterdir()):
        with file.open("rb") as source:
            add(target, file.name, source, file.stat().st_size)
    end(target)


def _member(head: bytes, offset: int) -> Member:
    if len(head) < BLOCK or head[257:262] != b"ustar" or _sum(head) != _number(head[148:156]):
        raise BadArchive("it is no tar, or it is cut off")
    name, prefix = head[:100].rstrip(b"\0"), head[345:500].rstrip(b"\0")
    if head[156:157] not in _PLAIN or prefix or not _NAME.fullmatch(name):
        raise BadArchive("it has something else in it than plain files")
    return Member(name.decode("ascii"), offset, _number(head[124:136]))


def _sum(head: bytes) -> int:
    """Return the sum of a head's bytes, with its own field as spaces."""
    return sum(head[:148]) + 8 * ord(" ") + sum(head[156:])


def _number(field: bytes) -> int:
    digits = field.rstrip(b"\0 ").lstrip(b" ")
    if not _OCTAL.fullmatch(digits):
        raise BadArchive("it has a number that is none")
    return int(digits, 8)
