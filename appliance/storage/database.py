"""The database of the box: TinyDB with durable, atomic operations and indexes."""

from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from typing import cast
from typing import TypeVar

from tinydb import TinyDB
from tinydb.storages import Storage
from tinydb.table import Table

from appliance.storage.blobs import Stream
from appliance.storage.documents import Indexes
from appliance.storage.listeners import Listener
from appliance.storage.migrations import Migration
from appliance.storage.migrations import schema
from appliance.storage.migrations import Tables
from appliance.storage.storage import DocumentStorage
from appliance.storage.storage import Snapshot
from appliance.storage.table import DocumentTable

T = TypeVar("T")
_NO_BLOBS = Stream((), 0)


class Database(TinyDB):
    """TinyDB over one SQLite file that has one owner.

    `indexes` says by which fields the documents of each table can be found. `migrations` lead
    old documents to the present schema. New documents in `vital` tables may use the last space of
    a nearly full card. Raises AlreadyOpen, NewerSchema, StorageFull or StorageFailed.
    """

    table_class: type[Table] = DocumentTable
    default_storage_class: type[Storage] = DocumentStorage  # type: ignore[assignment]

    def __init__(
        self,
        path: Path,
        indexes: Indexes,
        migrations: Sequence[Migration] = (),
        vital: Collection[str] = (),
    ) -> None:
        self.migrations = tuple(migrations)
        super().__init__(Path(path), indexes, self.migrations, vital)

    def run(self, operation: Callable[[], T]) -> T:
        """Return what `operation()` returns, once all it changed is on disk.

        Operations run one at a time and whole: one that raises changed nothing. One inside another
        is part of it. Callers that come together share one commit, so the operation may run in
        another caller's thread (with this one's context variables): it must wait for no other
        operation, nor for a lock that a caller of `run` holds.
        Raises what `operation` raises, StorageFull or StorageFailed; then nothing was changed.
        """
        return self.storage.run(operation)

    @property
    def storage(self) -> DocumentStorage:
        """The storage under the tables."""
        return cast(DocumentStorage, self._storage)

    @property
    def revision(self) -> int:
        """The number of the last commit; every commit has a greater one, over restarts too."""
        return self.storage.revision

    @property
    def schema(self) -> int:
        """The number of the documents' schema."""
        return schema(self.migrations)

    def on_commit(self, listener: Listener) -> None:
        """Have `listener` called with the changes of each commit, before its callers go on.

        It runs in the committing thread, so it must be quick, and it cannot change documents.
        """
        self.storage.on_commit(listener)

    def put_blob(self, name: str, body: bytes) -> None:
        """Store bytes beside the documents under a name; call it in an operation.

        Their content is on disk when the operation is, and nowhere in memory.
        """
        self.storage.draft_blobs().put(name, body)

    def put_blobs(self, blobs: Iterable[tuple[str, bytes]], size: int) -> None:
        """Store many blobs of `size` bytes in all; call it in an operation.

        They are taken one by one while the commit writes them, so they must not raise, and must
        not use the database; until then nobody sees them.
        """
        self.storage.draft_blobs().add_all(Stream(blobs, size))

    def remove_blobs(self, names: Iterable[str]) -> None:
        """Remove the blobs of these names, those that are there; call it in an operation."""
        self.storage.draft_blobs().remove(names)

    def blob(self, name: str) -> bytes | None:
        """Return the bytes under a name, or None; waits for no commit.

        Raises StorageFailed where the card cannot be read.
        """
        return self.storage.blob(name)

    def snapshot(self) -> Snapshot:
        """Return all documents of one moment, to be read and not changed; nobody waits for it."""
        return self.storage.snapshot()

    def replace(
        self, tables: Tables, last_ids: Mapping[str, int], blobs: Stream = _NO_BLOBS
    ) -> None:
        """Replace all documents and blobs in one operation; other tables are dropped.

        Ids up to `last_ids` count as given, as do those given before: neither is used again.
        """
        self.storage.run(lambda: self._replace(tables, last_ids, blobs))

    def _replace(self, tables: Tables, last_ids: Mapping[str, int], blobs: Stream) -> None:
        self.storage.write(tables)
        self.storage.draft_blobs().replace_all(blobs)
        for name, last_id in last_ids.items():
            self.storage.draft(name).declare(present=name in tables, last_id=last_id)

    def compact(self) -> None:
        """Leave no trace of removed documents in the files; in an operation: after its commit."""
        self.storage.compact()

    def table(self, name: str, **kwargs: Any) -> DocumentTable:
        """Return a table, which need not exist yet."""
        return cast(DocumentTable, super().table(name, **kwargs))

    def tables(self) -> set[str]:
        """Return the names of the tables that exist."""
        return set(self.storage.names())

    def drop_table(self, name: str) -> None:
        """Remove a table and its documents."""
        if name in self.tables():
            self.storage.drop([name])

    def drop_tables(self) -> None:
        """Remove all tables and documents in one operation."""
        self.storage.run(lambda: self.storage.drop(self.storage.names()))
