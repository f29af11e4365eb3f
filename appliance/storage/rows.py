"""One table of documents: as it is on disk, and as the operations that run just now see it."""

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from threading import Lock
from typing import Any
from typing import NamedTuple
from typing import Protocol

from appliance.storage.indexes import Delta
from appliance.storage.indexes import ids_after
from appliance.storage.indexes import Index
from appliance.storage.indexes import Key
from appliance.storage.indexes import last_ids
from appliance.storage.indexes import NOWHERE
from appliance.storage.steps import Step
from appliance.storage.values import Fields

_LARGEST_ID = 2**53 - 1  # what JavaScript can count to


class State(NamedTuple):
    """What is kept about a table beside its documents."""

    last_id: int = 0
    """The largest id ever given; ids are not used again, whatever is removed."""
    present: bool = False
    """Whether the table exists: from its first document until it is dropped."""


class Change(NamedTuple):
    """One document's change by a commit: `old` is None for a new one, `new` for a removed one."""

    table: str
    doc_id: int
    old: Fields | None
    new: Fields | None


class Rows(Protocol):
    """A table as somebody sees it; documents from here must be copied, not changed."""

    def get(self, doc_id: int) -> Fields | None:
        """Return a document, or None."""

    def pick(
        self, fields: Mapping[str, Any], after: int = 0, limit: int | None = None
    ) -> list[tuple[int, Fields]]:
        """Return the documents of an index's group in the order of their ids."""

    def latest(
        self, fields: Mapping[str, Any], before: int | None, limit: int
    ) -> list[tuple[int, Fields]]:
        """Return documents of an index's group with ids less than `before`, last first."""

    def size(self, fields: Mapping[str, Any]) -> int:
        """Return how many documents an index's group has."""


class CommittedRows:
    """One table as it is on disk. May be read by every thread."""

    def __init__(self, name: str, indexes: Iterable[tuple[str, ...]], lock: Lock) -> None:
        self.name = name
        self.state = State()
        self.documents: dict[int, Fields] = {}
        self.indexes = {frozenset(fields): Index(fields) for fields in ((), *indexes)}
        self._lock = lock

    def index(self, fields: Iterable[str]) -> Index:
        """Return the index of just these fields; LookupError where none was declared."""
        try:
            return self.indexes[frozenset(fields)]
        except KeyError:
            names = ", ".join(sorted(fields))
            raise LookupError(f"table {self.name!r} has no index of {names}") from None

    def get(self, doc_id: int) -> Fields | None:
        """Return a document, or None."""
        with self._lock:
            return self.documents.get(doc_id)

    def pick(
        self, fields: Mapping[str, Any], after: int = 0, limit: int | None = None
    ) -> list[tuple[int, Fields]]:
        """Return the documents of an index's group in the order of their ids."""
        index = self.index(fields)
        key = index.key(fields)
        with self._lock:
            ids = index.ids(key, after, limit)
            return [(doc_id, self.documents[doc_id]) for doc_id in ids]

    def latest(
        self, fields: Mapping[str, Any], before: int | None, limit: int
    ) -> list[tuple[int, Fields]]:
        """Return documents of an index's group with ids less than `before`, last first."""
        index = self.index(fields)
        key = index.key(fields)
        with self._lock:
            ids = index.latest(key, before, limit)
            return [(doc_id, self.documents[doc_id]) for doc_id in ids]

    def size(self, fields: Mapping[str, Any]) -> int:
        """Return how many documents an index's group has."""
        index = self.index(fields)
        key = index.key(fields)
        with self._lock:
            return index.size(key)

    def load(self, doc_id: int, document: Fields) -> None:
        """Take in a document from disk, before anybody reads."""
        self.documents[doc_id] = document
        for index in self.indexes.values():
            index.add(index.key(document), doc_id)


class DraftRows:
    """One table as the operations of a group see it. Belongs to the thread that runs them."""

    def __init__(self, base: CommittedRows, journal: list[Step]) -> None:
        self.base = base
        self.state = base.state
        self.changed: dict[int, Fields | None] = {}
        self.deltas: dict[Index, dict[Key, Delta]] = {index: {} for index in base.indexes.values()}
        self._journal = journal

    def get(self, doc_id: int) -> Fields | None:
        """Return a document, or None."""
        if doc_id in self.changed:
            return self.changed[doc_id]
        return self.base.documents.get(doc_id)

    def pick(
        self, fields: Mapping[str, Any], after: int = 0, limit: int | None = None
    ) -> list[tuple[int, Fields]]:
        """Return the documents of an index's group in the order of their ids."""
        found = ((doc_id, self.get(doc_id)) for doc_id in self._ids(fields, after, limit))
        return [(doc_id, document) for doc_id, document in found if document is not None]

    def _ids(self, fields: Mapping[str, Any], after: int, limit: int | None) -> list[int]:
        index = self.base.index(fields)
        key = index.key(fields)
        delta = self.deltas[index].get(key)
        if delta is None:
            return index.ids(key, after, limit)
        enough = None if limit is None else limit + len(delta.removed)
        ids = [item for item in index.ids(key, after, enough) if item not in delta.removed]
        ids += ids_after(delta.added, after, limit)
        ids.sort()
        return ids[:limit]

    def latest(
        self, fields: Mapping[str, Any], before: int | None, limit: int
    ) -> list[tuple[int, Fields]]:
        """Return documents of an index's group with ids less than `before`, last first."""
        ids = last_ids(self._ids(fields, 0, None), before, limit)
        found = ((doc_id, self.get(doc_id)) for doc_id in ids)
        return [(doc_id, document) for doc_id, document in found if document is not None]

    def size(self, fields: Mapping[str, Any]) -> int:
        """Return how many documents an index's group has."""
        index = self.base.index(fields)
        key = index.key(fields)
        delta = self.deltas[index].get(key)
        more = len(delta.added) - len(delta.removed) if delta is not None else 0
        return index.size(key) + more

    def next_id(self) -> int:
        """Return an id that no document of this table ever had."""
        state = State(self.state.last_id + 1, True)
        self._journal.append(DocumentStep(self, 0, None, self.state))
        self.state = state
        return state.last_id

    def declare(self, *, present: bool, last_id: int = 0) -> None:
        """Say whether the table exists, and that ids up to `last_id` were given."""
        self._journal.append(DocumentStep(self, 0, None, self.state))
        self.state = State(max(self.state.last_id, last_id), present)

    def put(self, doc_id: int, document: Fields | None) -> None:
        """Set one document to plain fields, or remove it with None.

        Raises ValueError for an impossible id, TypeError where an indexed field is a list or dict.
        """
        old = self.get(doc_id)
        if document is not None and not 1 <= doc_id <= _LARGEST_ID:
            raise ValueError(f"a document's id is at least 1, not {doc_id}")
        before = self.state
        self._set(doc_id, old, document)
        self._journal.append(DocumentStep(self, doc_id, old, before))
        if document is not None and (doc_id > before.last_id or not before.present):
            self.state = State(max(before.last_id, doc_id), True)

    def take_back(self, doc_id: int, old: Fields | None, state: State) -> None:
        """Take one step back."""
        if doc_id:
            self._set(doc_id, self.get(doc_id), old)
        self.state = state

    def _set(self, doc_id: int, old: Fields | None, new: Fields | None) -> None:
        # All keys first: one that is impossible must not leave half of the indexes changed.
        keys = [
            (
                index,
                NOWHERE if old is None else index.key(old),
                NOWHERE if new is None else index.key(new),
            )
            for index in self.deltas
        ]
        self.changed[doc_id] = new
        for index, left, joined in keys:
            if left == joined:
                continue
            deltas = self.deltas[index]
            if left is not NOWHERE:
                deltas.setdefault(left, Delta()).remove(doc_id)
            if joined is not NOWHERE:
                deltas.setdefault(joined, Delta()).add(doc_id)

    def changes(self) -> Iterator[Change]:
        """Yield what differs from the disk."""
        for doc_id, new in self.changed.items():
            old = self.base.documents.get(doc_id)
            if old is not new:
                yield Change(self.base.name, doc_id, old, new)


class DocumentStep(NamedTuple):
    """How to go back: where, which document (0 is none), what it and the table's state were."""

    rows: DraftRows
    doc_id: int
    old: Fields | None
    state: State

    def undo(self) -> None:
        """Take it back."""
        self.rows.take_back(self.doc_id, self.old, self.state)
