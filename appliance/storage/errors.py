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


def is_full(error: Exception) -> bool:
    """Tell whether SQLite or the system failed for lack of room."""
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT)
    # The low byte is the kind of error: https://www.sqlite.org/rescode.html
    return getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_FULL


@contextmanager
def card_errors() -> Iterator[None]:
    """Raise StorageFull or StorageFailed for what SQLite and the system say of the card."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise (StorageFull if is_full(error) else StorageFailed)(str(error)) from error


def for_everybody(error: BaseException) -> Exception:
    """Return an own error for one of several callers, whose threads would share its traceback."""
    if isinstance(error, StorageFailed):
        return type(error)(*error.args)
    failed = StorageFailed(f"the commit failed: {type(error).__name__}")
    failed.__cause__ = error
    return failed
