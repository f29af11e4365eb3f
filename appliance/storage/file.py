"""The SQLite file: documents in, documents out, one transaction for each commit.

WAL with `synchronous=FULL`: a commit returns after the log is synced, and what a power cut tears
off the log is the unfinished end (https://www.sqlite.org/wal.html, pragma.html#pragma_synchronous).
"""

import os
import sqlite3
from collections.abc import Collection
from collections.abc import Iterator
from collections.abc import Sequence
from contextlib import contextmanager
from contextlib import suppress
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path

import msgspec

from appliance.storage.blob_table import BlobTable
from appliance.storage.blobs import Blobs
from appliance.storage.blobs import NONE
from appliance.storage.errors import card_errors
from appliance.storage.errors import NewerSchema
from appliance.storage.errors import StorageFailed
from appliance.storage.layout import APPLICATION_ID
from appliance.storage.layout import LAYOUTS
from appliance.storage.layout import PAGE
from appliance.storage.layout import PRAGMAS
from appliance.storage.migrations import migrate
from appliance.storage.migrations import Migration
from appliance.storage.migrations import schema
from appliance.storage.migrations import Tables
from appliance.storage.rows import State
from appliance.storage.values import encode
from appliance.storage.values import plain

_RESERVE = 64 * 1024 * 1024
"""Bytes of the card that only removing may use; a twentieth of it where that is less."""
_SPREAD = 3
"""Bytes of log and file for each byte of new documents, at most."""

_decode = msgspec.json.Decoder(dict).decode


@dataclass
class Content:
    """Everything that a file holds."""

    revision: int = 0
    tables: Tables = field(default_factory=dict)
    states: dict[str, State] = field(default_factory=dict)


@dataclass
class Batch:
    """What one commit writes."""

    revision: int
    bodies: Collection[tuple[str, int, str]] = ()
    """table, id and JSON text of new and changed documents."""
    removed: Collection[tuple[str, int]] = ()
    states: Collection[tuple[str, State]] = ()
    blobs: Blobs = NONE


class File:
    """One open file; used by one thread at a time, blobs excepted.

    Every method raises StorageFull or StorageFailed, and then the file is as it was before.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._log = f"{path}-wal"
        self._low = False
        with card_errors():
            # SQLite gives the log the same mode: only the box's user reads what children write.
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
            self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._blobs = BlobTable(path, self._connection)
        try:
            with card_errors():
                self._prepare()
        except BaseException:
            self._connection.close()
            raise

    def _prepare(self) -> None:
        layout = self._number("PRAGMA user_version")
        ours = self._number("PRAGMA application_id") == APPLICATION_ID
        if not ours and self._number("SELECT count(*) FROM sqlite_schema"):
            raise StorageFailed(f"{self.path} is not a file of Crowdbox")
        if layout > len(LAYOUTS):
            raise NewerSchema(f"{self.path} has layout {layout}, from a newer Crowdbox")
        # On a small card too, the reserve has to hold what folding the log adds to the file.
        _, reserve = _space(self.path)
        fold = f"PRAGMA wal_autocheckpoint={min(1000, reserve // 2 // PAGE)}"
        for pragma in (*PRAGMAS, fold):
            self._connection.execute(pragma).fetchall()
        if layout < len(LAYOUTS):
            script = "".join(LAYOUTS[layout:])
            self._connection.executescript(
                f"BEGIN IMMEDIATE; {script} PRAGMA application_id={APPLICATION_ID};"
                f"PRAGMA user_version={len(LAYOUTS)}; COMMIT;"
            )

    def _number(self, statement: str) -> int:
        return int(self._connection.execute(statement).fetchone()[0])

    def load(self, migrations: Sequence[Migration]) -> Content:
        """Return everything, after bringing older documents to the present schema."""
        with card_errors():
            numbers = {
                (of, name): value
                for of, name, value in self._connection.execute("SELECT * FROM numbers")
            }
            content = self._read(numbers)
            version = numbers["box", "schema"]
            if version != schema(migrations):
                with self._transaction():
                    self._migrate(content, version, migrations)
        return content

    def _read(self, numbers: dict[tuple[str, str], int]) -> Content:
        content = Content(numbers["box", "revision"])
        for (of, name), value in numbers.items():
            if of == "last_id":
                content.states[name] = State(value, bool(numbers["present", name]))
                content.tables[name] = {}
        for name, doc_id, body in self._connection.execute("SELECT * FROM documents"):
            try:
                content.tables[name][doc_id] = plain(_decode(body))
            except (KeyError, msgspec.DecodeError) as error:
                raise StorageFailed(f"document {doc_id} of {name} is damaged") from error
        return content

    def _migrate(self, content: Content, version: int, migrations: Sequence[Migration]) -> None:
        if version:
            migrate(content.tables, version, migrations)
            self._rewrite(content)
        statement = "UPDATE numbers SET value = ? WHERE of = 'box' AND name = 'schema'"
        self._connection.execute(statement, (schema(migrations),))

    def _rewrite(self, content: Content) -> None:
        for name, documents in content.tables.items():
            state = content.states.get(name, State())
            last_id = max(state.last_id, max(documents, default=0))
            content.states[name] = State(last_id, state.present or bool(documents))
        content.revision += 1
        self._connection.execute("DELETE FROM documents")
        self._write(Batch(content.revision, list(_bodies(content)), states=content.states.items()))

    def save(self, batch: Batch) -> None:
        """Write one commit; on return it is on disk."""
        with card_errors():
            if self._low:
                self._try_to_fold()
            large = bool(batch.blobs) and self._blobs.is_large(batch.blobs, self._loggable())
            with self._blobs.cheaply(large), self._transaction():
                self._write(batch)
                if batch.blobs:
                    self._blobs.write(batch.blobs, leaves_traces=large)

    def _write(self, batch: Batch) -> None:
        run = self._connection
        run.executemany("REPLACE INTO documents VALUES (?, ?, ?)", batch.bodies)
        run.executemany('DELETE FROM documents WHERE "table" = ? AND id = ?', batch.removed)
        run.executemany("REPLACE INTO numbers VALUES (?, ?, ?)", _numbers(batch))

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        with self._tidy_log():
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                # After some errors SQLite has rolled back by itself.
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    @contextmanager
    def _tidy_log(self) -> Iterator[None]:
        """Cut off what a failed transaction wrote to the log's end: it would keep the card full.

        What was committed before lies within the log's length before, and nobody else writes.
        """
        length = self._log_length()
        try:
            yield
        except sqlite3.Error as error:
            written = error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)
            if written and self._log_length() > length:
                os.truncate(self._log, length)
            raise

    def _loggable(self) -> int:
        """Return how many bytes of pages a transaction may change without filling the card."""
        return _space(self.path)[0] // _SPREAD

    def _log_length(self) -> int:
        try:
            return os.stat(self._log).st_size  # noqa: PTH116  a fifth of the time, each commit
        except FileNotFoundError:
            return 0

    def roomy(self, size: int) -> bool:
        """Tell whether `size` bytes of new documents leave the reserve that removing needs."""
        with card_errors():
            free, reserve = _space(self.path)
            self._low = free <= reserve + _SPREAD * size
            if not self._low:
                return True
            self._try_to_fold()
            free, reserve = _space(self.path)
            unused = self._number("PRAGMA freelist_count") * PAGE
            return free + unused > reserve + _SPREAD * size

    def blob(self, name: str) -> bytes | None:
        """Return a blob, or None; may be called by every thread, and waits for no commit."""
        with card_errors():
            return self._blobs.read(name)

    def has_traces(self) -> bool:
        """Tell whether removed blobs are still to be overwritten."""
        with card_errors():
            return self._blobs.has_traces()

    def scrub_some(self) -> None:
        """Overwrite some of what removed blobs left in the file."""
        with card_errors():
            self._try_to_fold()
            with self._blobs.cheaply(), self._transaction():
                self._blobs.scrub_some(self._loggable())

    def compact(self) -> None:
        """Give back the space of removed documents, and leave no trace of them in the files."""
        with card_errors():
            self._fold()  # lets zeros reach the places that VACUUM then cuts off
            with self._tidy_log():
                self._connection.execute("VACUUM")
            with self._transaction():
                self._blobs.forget_traces()
            self._fold()

    def _try_to_fold(self) -> None:
        if self._log_length():
            with suppress(sqlite3.Error):
                self._fold()

    def _fold(self) -> None:
        """Move all of the log into the file, and empty it."""
        with self._blobs.reading:
            if self._number("PRAGMA wal_checkpoint(TRUNCATE)"):
                raise sqlite3.OperationalError("another program reads the file")

    def close(self) -> None:
        """Close the file; SQLite folds the log into it."""
        self._blobs.close()
        self._connection.close()


def _numbers(batch: Batch) -> Iterator[tuple[str, str, int]]:
    for name, state in batch.states:
        yield "last_id", name, state.last_id
        yield "present", name, state.present
    yield "box", "revision", batch.revision


def _space(path: Path) -> tuple[int, int]:
    """Return the bytes free on the card, and how many of them only removing may use."""
    card = os.statvfs(path)
    return card.f_bavail * card.f_frsize, min(_RESERVE, card.f_blocks * card.f_frsize // 20)


def _bodies(content: Content) -> Iterator[tuple[str, int, str]]:
    for name, documents in content.tables.items():
        for doc_id, document in documents.items():
            yield name, doc_id, encode(document)
