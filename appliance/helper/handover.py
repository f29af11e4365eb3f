"""Files that the web process and the helper hand each other, in the class's folder `run`.

The helper is root and that folder is not: a link there could lead anywhere. So a file is reached
by its name alone, step by step without links, and only what belongs to the folder's owner counts.
"""

import errno
import os
import re
import shutil
import stat
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO
from typing import Final

from appliance.classroom.problems import Problem
from appliance.paths import Paths

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,120}")
_MARGIN: Final = 100_000_000
"""Bytes that stay free for the class while something large is on its way."""


def opened(paths: Paths, file: str) -> BinaryIO:
    """Return the file that the web process speaks of, for reading; raises Problem `not_found`."""
    path = Path(file)
    if path.parent != paths.run or not _NAME.fullmatch(path.name):
        raise Problem("not_found")
    try:
        with _folder(paths) as folder:
            number = os.open(path.name, os.O_RDONLY | _NO_LINK | os.O_NONBLOCK, dir_fd=folder)
            return _owned(number, os.fstat(folder).st_uid)
    except OSError:
        raise Problem("not_found") from None


def removed(paths: Paths, file: str) -> None:
    """Remove a file that nobody needs any more, if it is there."""
    with suppress(OSError), _folder(paths) as folder:
        os.unlink(Path(file).name, dir_fd=folder)


def copied(paths: Paths, source: BinaryIO, suffix: str) -> Path:
    """Return a copy of `source` in the folder, owned as the folder is, on the card.

    Raises Problem `no_room`, or OSError.
    """
    size = os.fstat(source.fileno()).st_size
    _require_room(paths, size)
    name = f"taken-{uuid.uuid4().hex}{suffix}"
    with _folder(paths) as folder:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINK
        try:
            with os.fdopen(os.open(name, flags, 0o600, dir_fd=folder), "wb") as target:
                shutil.copyfileobj(source, target, 1 << 20)
                target.flush()
                os.fsync(target.fileno())
                owner = os.fstat(folder)
                os.fchown(target.fileno(), owner.st_uid, owner.st_gid)
        except BaseException as error:
            os.unlink(name, dir_fd=folder)
            if isinstance(error, OSError) and error.errno == errno.ENOSPC:
                # The class has written meanwhile; the stick is not to blame.
                raise Problem("no_room", need=_mb(size), free=0) from error
            raise
    return paths.run / name


_NO_LINK: Final = os.O_NOFOLLOW | os.O_CLOEXEC


@contextmanager
def _folder(paths: Paths) -> Iterator[int]:
    """Give the folder `run`, reached from the data folder, whose own place is root's."""
    data = os.open(paths.data, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        folder = os.open(paths.run.name, os.O_RDONLY | os.O_DIRECTORY | _NO_LINK, dir_fd=data)
    finally:
        os.close(data)
    try:
        yield folder
    finally:
        os.close(folder)


def _owned(number: int, owner: int) -> BinaryIO:
    """Return a plain file of that owner's; another name for somebody else's file is refused."""
    about = os.fstat(number)
    if not stat.S_ISREG(about.st_mode) or about.st_uid != owner or about.st_nlink != 1:
        os.close(number)
        raise Problem("not_found")
    return os.fdopen(number, "rb")


def _require_room(paths: Paths, size: int) -> None:
    free = shutil.disk_usage(paths.data).free
    if free < size + _MARGIN:
        raise Problem("no_room", need=_mb(size + _MARGIN), free=free // 1_000_000)


def _mb(size: int) -> int:
    return -(-size // 1_000_000)
