"""The SQL table of blobs: written with the documents, read beside them by a connection of its own.

A removed blob leaves its pages in the file. Overwriting them at once would write as much as was
removed, which a full card has no room for and a lesson no time: what is large is overwritten
afterwards, a little at a time, by `scrub_some`. That it is to be done outlives a power cut.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from appliance.storage.blobs import Blobs

AT_ONCE = 4 * 1024 * 1024
"""Bytes of removed blobs that are overwritten within their commit, at most."""
STEP = 1024 * 1024
"""Bytes that one later step overwrites: commits wait for no more than that."""
LAYOUT = """
    CREATE TABLE blobs (name TEXT PRIMARY KEY, body BLOB NOT NULL);
    INSERT INTO numbers VALUES ('box', 'traces', 0);
"""
_TRACES = "UPDATE numbers SET value = ? WHERE of = 'box' AND name = 'traces'"
_PER_PAGE = 4092
_FIRST = 1_000
"""Bytes of a large value in its pages of 4096, and in its row: the last page is full as well, since
SQLite leaves as it was what it does not use of a page (fileformat2.html, section 1.6)."""


class BlobTable:
    """The blobs of one file; `connection` is the one that writes it."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.reading = Lock()
        """Held while somebody reads, or wants nobody to."""
        self._path = path
        self._run = connection.execute
        self._many = connection.executemany
        self._reader: sqlite3.Connection | None = None

    def read(self, name: str) -> bytes | None:
        """Return a blob as it is on disk, or None; takes turns with other readers only."""
        with self.reading:
            if self._reader is None:
                self._reader = sqlite3.connect(
                    self._path, isolation_level=None, check_same_thread=False
                )
                self._reader.execute("PRAGMA query_only=ON").fetchall()
            found = self._reader.execute("SELECT body FROM blobs WHERE name = ?", (name,))
            rows = found.fetchall()
        return bytes(rows[0][0]) if rows else None

    @contextmanager
    def cheaply(self, when: bool = True) -> Iterator[None]:
        """Let removed pages keep what they hold, for a transaction in the block."""
        if not when:
            yield
            return
        self._run("PRAGMA secure_delete=FAST").fetchall()
        try:
            yield
        finally:
            self._run("PRAGMA secure_delete=ON").fetchall()

    def is_large(self, blobs: Blobs, most: int) -> bool:
        """Tell whether a commit removes more than `most` bytes, or what is dear to overwrite."""
        if not blobs.cleared and not blobs.removed():
            return False
        return self._size(blobs) > min(most, AT_ONCE)

    def write(self, blobs: Blobs, *, leaves_traces: bool) -> None:
        """Do one commit's changes, in its transaction."""
        if leaves_traces:
            self._run(_TRACES, (1,))
        if blobs.cleared:
            self._run("DELETE FROM blobs")
        self._many("DELETE FROM blobs WHERE name = ?", ((name,) for name in blobs.removed()))
        self._many("REPLACE INTO blobs VALUES (?, ?)", blobs.written())

    def has_traces(self) -> bool:
        """Tell whether removed blobs are still to be overwritten."""
        query = "SELECT value FROM numbers WHERE of = 'box' AND name = 'traces'"
        return bool(self._run(query).fetchone()[0])

    def forget_traces(self) -> None:
        """Note that all were overwritten, or that the file was written anew."""
        self._run("DROP TABLE IF EXISTS scrub")
        self._run(_TRACES, (0,))

    def scrub_some(self, most: int) -> None:
        """Overwrite up to `most` bytes of the pages that are free: zeros use them for a while."""
        free = int(self._run("PRAGMA freelist_count").fetchone()[0])
        if not free:
            self.forget_traces()
            return
        self._run("CREATE TABLE IF NOT EXISTS scrub (zeros BLOB)")
        pages = max(1, min(free, most // _PER_PAGE, STEP // _PER_PAGE))
        self._run("INSERT INTO scrub VALUES (zeroblob(?))", (_FIRST + pages * _PER_PAGE,))

    def close(self) -> None:
        """Close the reading connection."""
        with self.reading:
            if self._reader is not None:
                self._reader.close()
                self._reader = None

    def _size(self, blobs: Blobs) -> int:
        """Return how many bytes a commit removes; a value's length is known without reading it."""
        if blobs.cleared:
            return int(self._run("SELECT coalesce(sum(length(body)), 0) FROM blobs").fetchone()[0])
        lengths = "SELECT length(body) FROM blobs WHERE name = ?"
        found = (self._run(lengths, (name,)).fetchone() for name in blobs.removed())
        return sum(int(row[0]) for row in found if row is not None)
