"""The cache of vectors: what the networks saw in each example, by version and content.

All of it can be made again, so it is quick rather than careful: a row that is damaged reads as
missing, and a file that is damaged as a whole is dropped and begun anew. It holds no words, but
what was forgotten is overwritten all the same.
"""

import hashlib
import sqlite3
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from contextlib import closing
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

MOST_BYTES = 1_000_000_000
"""About 500,000 texts, or 200,000 pictures."""
_DROPPED = 10
"""One of so many rows is dropped where there are too many: the longest unused."""
_CHECK = 8
"""Bytes of the checksum in front of each vector."""
_AT_ONCE = 500
_DAY = 86_400
_PATIENCE = 10.0
_SETTINGS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=NORMAL",
    "PRAGMA secure_delete=ON",
    "PRAGMA journal_size_limit=16000000",
)
_TABLE = (
    "CREATE TABLE IF NOT EXISTS vectors"
    " (key BLOB, version TEXT, used INTEGER, vector BLOB, PRIMARY KEY (key, version))"
)
_PUT = "INSERT OR REPLACE INTO vectors VALUES (?, ?, ?, ?)"
_GET = "SELECT key, vector FROM vectors WHERE version = ? AND key IN ({})"
_TOUCH = "UPDATE vectors SET used = ? WHERE version = ? AND used < ? AND key IN ({})"
_DROP = (
    "DELETE FROM vectors WHERE rowid IN (SELECT rowid FROM vectors ORDER BY used, rowid"
    " LIMIT 1 + (SELECT COUNT(*) FROM vectors) / {})"
)

T = TypeVar("T")


def content_key(kind: str, data: str) -> str:
    """Return the key of an example: its own data for pictures and sounds, else of its text."""
    if kind in ("images", "sounds"):
        return data
    return hashlib.sha256(data.encode()).hexdigest()


def item_key(item: bytes) -> str:
    """Return the key of a stored item: the SHA-256 of its bytes in hex."""
    return hashlib.sha256(item).hexdigest()


class Vectors:
    """Vectors of a width that their version has, in a file that many threads may share."""

    def __init__(self, path: Path, *, most_bytes: int = MOST_BYTES) -> None:
        self.path = path
        self._most_bytes = most_bytes
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None

    def get(self, version: str, keys: Sequence[str]) -> tuple[NDArray[np.float32], list[str]]:
        """Return the vectors of the keys that are known, in their order, and the keys that are not.

        The matrix has shape (known, width), and (0, 0) where none is known.
        """
        empty = np.zeros((0, 0), dtype=np.float32), list(keys)
        return self._safely(lambda file: _gathered(file, version, keys), empty)

    def missing(self, version: str, keys: Sequence[str]) -> list[str]:
        """Return the keys without a vector; the others count as used today."""

        def look(file: sqlite3.Connection) -> list[str]:
            known: set[bytes] = set()
            for some in _chunks(keys):
                question = _GET.replace("key, vector", "key").format(_marks(some))
                known.update(key for (key,) in file.execute(question, (version, *some)))
                today = _today()
                file.execute(_TOUCH.format(_marks(some)), (today, version, today, *some))
            return [key for key in keys if _raw(key) not in known]

        return self._safely(look, list(keys))

    def put(self, version: str, keys: Sequence[str], vectors: NDArray[np.floating[Any]]) -> None:
        """Keep a vector for each key; values have to be such that float16 holds them exactly."""
        today = _today()
        rows = [
            (raw, version, today, _checked(version, raw, row.tobytes()))
            for raw, row in zip(map(_raw, keys), vectors.astype("<f2"), strict=True)
        ]

        def keep(file: sqlite3.Connection) -> None:
            file.executemany(_PUT, rows)
            if _size(file) > self._most_bytes:
                file.execute(_DROP.format(_DROPPED))

        self._safely(keep, None)

    def forget(self, keys: Iterable[str]) -> None:
        """Drop the vectors of these keys, of all versions; unknown ones are no error."""

        def drop(file: sqlite3.Connection) -> None:
            for some in _chunks(keys):
                file.execute(f"DELETE FROM vectors WHERE key IN ({_marks(some)})", some)  # noqa: S608

        self._safely(drop, None)

    def mend(self) -> None:
        """Read everything anew and drop each row that is damaged, so that it is made again."""
        self.close()  # what another connection has kept in memory may be better than the file

        def check(file: sqlite3.Connection) -> None:
            rows = file.execute("SELECT rowid, key, version, vector FROM vectors")
            bad = [(row,) for row, *rest in rows if not _whole(*rest)]
            file.executemany("DELETE FROM vectors WHERE rowid = ?", bad)
            if file.execute("PRAGMA quick_check(1)").fetchall() != [("ok",)]:
                raise sqlite3.DatabaseError("the file is damaged")

        self._safely(check, None)

    def close(self) -> None:
        """Close the file; the next call opens it again."""
        with self._lock:
            self._shut()

    def _safely(self, work: Callable[[sqlite3.Connection], T], otherwise: T) -> T:
        """Do `work` in one transaction; where the file is damaged, in a new file."""
        with self._lock:
            for _ in range(2):
                try:
                    with self._opened() as file:
                        return work(file)
                except sqlite3.DatabaseError as error:
                    self._shut()
                    if not _damaged(error):
                        return otherwise
                    self._begin_anew()
            return otherwise

    def _opened(self) -> sqlite3.Connection:
        if self._connection is None:
            file = sqlite3.connect(self.path, timeout=_PATIENCE, check_same_thread=False)
            self._connection = file
            for setting in (*_SETTINGS, _TABLE):
                file.execute(setting).fetchall()
        return self._connection

    def _shut(self) -> None:
        if self._connection is not None:
            with suppress(sqlite3.Error):
                self._connection.close()
            self._connection = None

    def _begin_anew(self) -> None:
        with suppress(OSError):  # where nothing can be removed, nothing can be kept either
            for suffix in ("", "-wal", "-shm"):
                Path(f"{self.path}{suffix}").unlink(missing_ok=True)


def read_only(
    path: Path, version: str, keys: Sequence[str]
) -> tuple[NDArray[np.float32], list[str]]:
    """Return what `Vectors.get` does, from a file that another process writes."""
    try:
        uri = f"{path.absolute().as_uri()}?mode=ro"
        with closing(sqlite3.connect(uri, uri=True, timeout=_PATIENCE)) as file:
            return _gathered(file, version, keys)
    except sqlite3.DatabaseError:
        return np.zeros((0, 0), dtype=np.float32), list(keys)


def _gathered(
    file: sqlite3.Connection, version: str, keys: Sequence[str]
) -> tuple[NDArray[np.float32], list[str]]:
    places: dict[bytes, list[int]] = defaultdict(list)
    for place, key in enumerate(keys):
        places[_raw(key)].append(place)
    known = np.zeros(len(keys), dtype=bool)
    matrix = np.zeros((0, 0), dtype=np.float32)
    for raw, vector in _read(file, version, list(places)):
        if not len(matrix):
            matrix = np.zeros((len(keys), len(vector)), dtype=np.float32)
        if len(vector) == matrix.shape[1]:
            matrix[places[raw]] = vector
            known[places[raw]] = True
    missing = [key for key, found in zip(keys, known.tolist(), strict=True) if not found]
    return (matrix[known] if len(matrix) and missing else matrix), missing


def _read(
    file: sqlite3.Connection, version: str, keys: list[bytes]
) -> Iterator[tuple[bytes, NDArray[np.float16]]]:
    """Give the vectors that are there and whole."""
    for start in range(0, len(keys), _AT_ONCE):
        some = keys[start : start + _AT_ONCE]
        for key, vector in file.execute(_GET.format(_marks(some)), (version, *some)):
            if _whole(key, version, vector):
                yield key, np.frombuffer(vector, dtype="<f2", offset=_CHECK)


def _whole(key: object, version: object, vector: object) -> bool:
    if not (isinstance(key, bytes) and isinstance(version, str) and isinstance(vector, bytes)):
        return False
    return len(vector) % 2 == 0 and _checked(version, key, vector[_CHECK:]) == vector


def _checked(version: str, key: bytes, vector: bytes) -> bytes:
    """Return a vector behind a checksum over it and over what it belongs to."""
    check = hashlib.blake2b(vector, digest_size=_CHECK)
    check.update(key + version.encode())
    return check.digest() + vector


def _damaged(error: sqlite3.DatabaseError) -> bool:
    """Tell a broken file from one that is busy, or has no room for now."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF not in (
        sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_NOMEM,
    )  # fmt: skip


def _size(file: sqlite3.Connection) -> int:
    """Return the bytes in use: free pages will be filled before the file grows."""
    pages, free, size = (
        file.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("page_count", "freelist_count", "page_size")
    )
    return int((pages - free) * size)


def _chunks(keys: Iterable[str]) -> Iterator[list[bytes]]:
    rest = map(_raw, keys)
    while some := list(islice(rest, _AT_ONCE)):
        yield some


def _marks(some: Sequence[bytes]) -> str:
    return ",".join("?" * len(some))


def _raw(key: str) -> bytes:
    """Return a key in half of its room; one that is no hex matches nothing that is there."""
    try:
        return bytes.fromhex(key)
    except ValueError:
        return key.encode()


def _today() -> int:
    return int(time.time()) // _DAY
