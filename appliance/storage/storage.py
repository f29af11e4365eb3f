"""TinyDB's Storage over documents in memory and a SQLite file: atomic, durable operations."""

import logging
from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Mapping
from collections.abc import Sequence
from pathlib import Path
from threading import get_ident
from threading import Lock
from typing import Any
from typing import NamedTuple
from typing import TypeVar

from tinydb.storages import Storage

from appliance.storage.blobs import Blobs
from appliance.storage.blobs import DraftBlobs
from appliance.storage.documents import Documents
from appliance.storage.documents import Draft
from appliance.storage.documents import Indexes
from appliance.storage.errors import for_everybody
from appliance.storage.errors import StorageFailed
from appliance.storage.errors import StorageFull
from appliance.storage.file import Batch
from appliance.storage.file import File
from appliance.storage.listeners import Listener
from appliance.storage.listeners import Listeners
from appliance.storage.lock import FileLock
from appliance.storage.migrations import Migration
from appliance.storage.rows import Change
from appliance.storage.rows import DraftRows
from appliance.storage.rows import Rows
from appliance.storage.rows import State
from appliance.storage.scrubber import Scrubber
from appliance.storage.turns import Turn
from appliance.storage.turns import Turns
from appliance.storage.values import copied
from appliance.storage.values import encode
from appliance.storage.values import Fields
from appliance.storage.values import plain
from appliance.storage.values import same

T = TypeVar("T")
_log = logging.getLogger(__name__)


class Snapshot(NamedTuple):
    """All documents of one moment; they are the storage's own, to be read and not changed."""

    revision: int
    tables: dict[str, tuple[State, dict[int, Fields]]]


class DocumentStorage(Storage):
    """Documents in memory for reading, and on disk before anybody hears of them.

    Raises AlreadyOpen, NewerSchema, StorageFull or StorageFailed when it cannot be opened.
    """

    def __init__(
        self,
        path: Path,
        indexes: Indexes,
        migrations: Sequence[Migration] = (),
        vital: Collection[str] = (),
    ) -> None:
        self._owner = FileLock(path)
        self._documents = Documents(indexes)
        try:
            self._file = File(path)
            self._load(migrations)
        except BaseException:
            self._owner.release()
            raise
        self._vital = frozenset(vital)
        self._turns = Turns(self._perform)
        self._disk = Lock()
        self._open = True
        self._scrubber = Scrubber(self._file, self._disk)
        self._listeners = Listeners()
        self._worker: int | None = None
        self._draft: Draft | None = None
        self._bodies: dict[tuple[str, int], str] = {}
        self._size = 0
        self._compact_soon = False
        self._scrubber.start()

    def _load(self, migrations: Sequence[Migration]) -> None:
        try:
            content = self._file.load(migrations)
        except BaseException:
            self._file.close()
            raise
        self._documents.fill(content.tables, content.states)
        self._documents.revision = content.revision

    @property
    def revision(self) -> int:
        """The number of the last commit; every commit has a greater one, over restarts too."""
        return self._documents.revision

    def run(self, work: Callable[[], T]) -> T:
        """Return what `work()` returns, once all it changed is on disk; see Database.run."""
        if self._worker != get_ident():
            result: T = self._turns.take(work)
            return result
        draft = self._writing()
        mark = draft.mark()
        try:
            return work()
        except BaseException:
            draft.rollback(mark)
            raise

    def blob(self, name: str) -> bytes | None:
        """Return a blob as the calling thread may see it, or None."""
        if self._draft is not None and self._worker == get_ident():
            now = self._draft.blobs.now
            if now.cleared or name in now.changed:
                return now.changed.get(name)
        if not self._open:
            raise StorageFailed("the storage is closed")
        return self._file.blob(name)

    def draft_blobs(self) -> DraftBlobs:
        """Return the blobs to be changed; RuntimeError outside of an operation."""
        return self._writing().blobs

    def on_commit(self, listener: Listener) -> None:
        """Have `listener` called with the changes of each commit; see Database.on_commit."""
        self._listeners.add(listener)

    def rows(self, name: str) -> Rows:
        """Return a table as the calling thread may see it."""
        if self._draft is not None and self._worker == get_ident():
            return self._draft.rows(name)
        return self._documents.rows(name)

    def draft(self, name: str) -> DraftRows:
        """Return a table to be changed; RuntimeError outside of an operation."""
        return self._writing().rows(name)

    def names(self) -> list[str]:
        """Return the names of the tables that exist."""
        if self._draft is not None and self._worker == get_ident():
            return self._draft.names()
        return self._documents.names()

    def drop(self, names: Collection[str]) -> None:
        """Remove tables and their documents."""
        self.run(lambda: self._drop(names))

    def _drop(self, names: Collection[str]) -> None:
        for name in names:
            rows = self.draft(name)
            for doc_id, _ in rows.pick({}):
                rows.put(doc_id, None)
            rows.declare(present=False)

    def read(self) -> dict[str, dict[str, Any]] | None:
        """Return copies of all documents, by table and by id as text, or None without tables."""
        return self.run(self._read) or None

    def _read(self) -> dict[str, dict[str, Any]]:
        tables = {name: self.rows(name).pick({}) for name in self.names()}
        return {
            name: {str(doc_id): copied(document) for doc_id, document in documents}
            for name, documents in tables.items()
        }

    def write(self, data: Mapping[str, Mapping[Any, Mapping[str, Any]]]) -> None:
        """Replace everything by `data` in one operation: tables that are not in it are dropped."""
        self.run(lambda: self._replace(data))

    def _replace(self, data: Mapping[str, Mapping[Any, Mapping[str, Any]]]) -> None:
        self.drop([name for name in self.names() if name not in data])
        for name, documents in data.items():
            rows = self.draft(name)
            rows.declare(present=True)
            wanted = {int(doc_id): plain(document) for doc_id, document in documents.items()}
            for doc_id, _ in rows.pick({}):
                if doc_id not in wanted:
                    rows.put(doc_id, None)
            for doc_id, document in wanted.items():
                old = rows.get(doc_id)
                if old is None or not same(old, document):
                    rows.put(doc_id, document)

    def snapshot(self) -> Snapshot:
        """Return all documents of one moment; nobody has to wait for it."""
        return Snapshot(*self._documents.snapshot())

    def compact(self) -> None:
        """Leave no trace of removed documents in the files; in an operation: after its commit."""
        if self._worker == get_ident():
            self._compact_soon = True
            return
        with self._disk:
            self._require_open()
            self._file.compact()

    def close(self) -> None:
        """Finish the running operations and close the file; may be called again."""
        self._scrubber.stop()
        with self._disk:
            if self._open:
                self._open = False
                self._file.close()
                self._owner.release()

    def _require_open(self) -> None:
        if not self._open:
            raise StorageFailed("the storage is closed")

    def _writing(self) -> Draft:
        if self._draft is None or self._worker != get_ident():
            raise RuntimeError("documents change only in an operation, and not in its listeners")
        return self._draft

    def _perform(self, group: list[Turn]) -> None:
        with self._disk:
            self._worker = get_ident()
            try:
                self._require_open()
                self._commit(self._attempted(group))
            except BaseException as error:
                for turn in group:
                    turn.fail(for_everybody(error))
                if not isinstance(error, Exception):
                    raise
            finally:
                self._draft = self._worker = None
                self._bodies, self._size = {}, 0

    def _attempted(self, group: list[Turn]) -> Draft:
        draft = self._draft = Draft(self._documents)
        for turn in group:
            mark, blobs = draft.mark(), draft.blobs.size
            turn.perform()
            if turn.error is None:
                try:
                    self._accept(draft.since(mark), draft.blobs.size - blobs)
                except Exception as error:
                    turn.fail(error)
            if turn.error is not None:
                draft.rollback(mark)
        self._draft = None
        return draft

    def _accept(self, changes: list[Change], blobs: int) -> None:
        """Prepare one operation's documents for the disk; what fails here fails only this one.

        `blobs` is how many bytes of blobs come with them.
        """
        bodies = {
            (change.table, change.doc_id): encode(change.new)
            for change in changes
            if change.new is not None
        }
        size = self._size + sum(map(len, bodies.values())) + blobs
        if (blobs or self._growth(changes) > 0) and not self._file.roomy(size):
            raise StorageFull("the card is nearly full; only removing is possible")
        self._bodies |= bodies
        self._size = size

    def _growth(self, changes: list[Change]) -> int:
        return sum(
            (change.new is not None) - (change.old is not None)
            for change in changes
            if change.table not in self._vital
        )

    def _commit(self, draft: Draft) -> None:
        changes, states = draft.changes(), draft.states()
        blobs = draft.blobs.now
        if changes or states or blobs:
            revision = self._documents.revision + 1
            self._file.save(self._batch(revision, changes, states, blobs))
            self._documents.merge(draft, revision)
            self._listeners.tell(changes)
        if self._compact_soon:
            self._compact_now()
        if blobs:
            self._scrubber.start()

    def _batch(
        self, revision: int, changes: list[Change], states: dict[str, State], blobs: Blobs
    ) -> Batch:
        keys = [(change.table, change.doc_id) for change in changes if change.new is not None]
        return Batch(
            revision,
            [(*key, self._bodies[key]) for key in keys],
            [(change.table, change.doc_id) for change in changes if change.new is None],
            states.items(),
            blobs,
        )

    def _compact_now(self) -> None:
        self._compact_soon = False
        try:
            self._file.compact()
        except StorageFailed as error:  # nothing is lost by it: the commit stands
            _log.warning("the storage could not be compacted: %s", error)
