"""What can go wrong with the storage."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager


class StorageFailed(Exception):
    """The card refused to read or write; nothing of the operation was kept."""


class StorageFull(StorageFailed):
    """The card has no room left; nothing of the operation was kept."""


class NewerSchema(Exception):
    """The documents were written by a newer Crowdbox, whose schema this one does not know."""


class AlreadyOpen(Exception):
    """Another process has the storage open; it has one owner at a time."""


@contextmanager
def card_errors() -> Iterator[None]:
    """Raise StorageFull or StorageFailed for what SQLite and the system say of the card."""
    try:
        yield
    except sqlite3.Error as error:
        # https://www.sqlite.org/rescode.html: the low byte is the kind of error
        full = getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_FULL
        raise (StorageFull if full else StorageFailed)(str(error)) from error
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        raise (StorageFull if full else StorageFailed)(str(error)) from error
