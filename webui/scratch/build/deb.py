"""Reading a Debian package without Debian's tools: deb(5) is an ar(1) archive of tarballs."""

import io
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_MAGIC: Final = b"!<arch>\n"
_HEAD: Final = 60


class Unreadable(ValueError):
    """A file is no Debian package, or packed in a way that Python does not read."""


def files(package: Path, under: str) -> Iterator[tuple[str, bytes]]:
    """Yield the path below the folder `under` and the content of each file of a package."""
    with tarfile.open(fileobj=io.BytesIO(_data(package.read_bytes()))) as archive:
        for item in archive:
            name = item.name.removeprefix("./")
            body = archive.extractfile(item) if item.isfile() else None
            if body is not None and name.startswith(under):
                yield name.removeprefix(under), body.read()


def _data(deb: bytes) -> bytes:
    if not deb.startswith(_MAGIC):
        raise Unreadable("not a Debian package")
    place = len(_MAGIC)
    while place + _HEAD <= len(deb):
        name = deb[place : place + 16].decode("ascii").strip().rstrip("/")
        size = int(deb[place + 48 : place + 58])
        place += _HEAD
        if name in {"data.tar.xz", "data.tar.gz", "data.tar"}:
            return deb[place : place + size]
        place += size + size % 2  # members begin at even places
    raise Unreadable("no data that can be read")
