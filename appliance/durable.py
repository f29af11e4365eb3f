"""Files that survive a power cut: whole under their name, or not there."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkstemp
from typing import IO


@contextmanager
def whole(target: Path, prefix: str = "") -> Iterator[IO[bytes]]:
    """Give a file, readable by its owner only, that becomes `target` once it is on disk.

    Until then it lies beside it under a name that begins with `prefix`; it is removed if the
    block raises. Raises OSError.
    """
    number, name = mkstemp(dir=target.parent, prefix=prefix or f".{target.name}-")
    try:
        with os.fdopen(number, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(target)
        sync_names(target.parent)
    finally:
        Path(name).unlink(missing_ok=True)


def sync_names(folder: Path) -> None:
    """Have the names in a folder on disk; raises OSError."""
    number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
