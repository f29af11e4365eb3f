"""All documents in memory: those committed, and over them what running operations changed.

`Documents` is the same as the disk, always. Operations work on a `Draft` laid over it, which
holds only what they changed; readers elsewhere do not see it until it is on disk and `merge`d.
"""

from collections.abc import Mapping
from collections.abc import Sequence
from threading import Lock

from appliance.storage.blobs import DraftBlobs
from appliance.storage.migrations import Tables
from appliance.storage.rows import Change
from appliance.storage.rows import CommittedRows
from appliance.storage.rows import DocumentStep
from appliance.storage.rows import DraftRows
from appliance.storage.rows import State
from appliance.storage.steps import Step
from appliance.storage.values import Fields

Indexes = Mapping[str, Sequence[tuple[str, ...]]]
"""table → the groups of fields by which its documents can be found."""


class Documents:
    """All tables as they are on disk, and the number of the last commit."""

    def __init__(self, indexes: Indexes) -> None:
        self.revision = 0
        self._indexes = indexes
        self._lock = Lock()
        self._tables: dict[str, CommittedRows] = {}
        for name in indexes:
            self.rows(name)

    def rows(self, name: str) -> CommittedRows:
        """Return a table, which need not exist yet."""
        rows = self._tables.get(name)
        if rows is None:
            rows = CommittedRows(name, self._indexes.get(name, ()), self._lock)
            rows = self._tables.setdefault(name, rows)
        return rows

    def fill(self, tables: Tables, states: Mapping[str, State]) -> None:
        """Take in what is on disk, before anybody reads."""
        for name, state in states.items():
            self.rows(name).state = state
        for name, documents in tables.items():
            rows = self.rows(name)
            for doc_id, document in documents.items():
                rows.load(doc_id, document)

    def names(self) -> list[str]:
        """Return the names of the tables that exist."""
        return [rows.name for rows in list(self._tables.values()) if rows.state.present]

    def merge(self, draft: "Draft", revision: int) -> None:
        """Take over a draft that is on disk; readers see all of it or nothing."""
        with self._lock:
            for rows in draft.tables.values():
                self._merge(rows)
            self.revision = revision

    def _merge(self, rows: DraftRows) -> None:
        base = rows.base
        for doc_id, document in rows.changed.items():
            if document is None:
                base.documents.pop(doc_id, None)
            else:
                base.documents[doc_id] = document
        for index, deltas in rows.deltas.items():
            for key, delta in deltas.items():
                index.apply(key, delta)
        base.state = rows.state

    def snapshot(self) -> "tuple[int, dict[str, tuple[State, dict[int, Fields]]]]":
        """Return the revision and the tables of one moment; the documents are not copies."""
        with self._lock:
            tables = {
                rows.name: (rows.state, rows.documents.copy())
                for rows in list(self._tables.values())
                if rows.state.present or rows.state.last_id
            }
            return self.revision, tables


class Draft:
    """What a group of operations changed; each can be taken back until the group is on disk."""

    def __init__(self, base: Documents) -> None:
        self.tables: dict[str, DraftRows] = {}
        self._base = base
        self._journal: list[Step] = []
        self.blobs = DraftBlobs(self._journal)

    def rows(self, name: str) -> DraftRows:
        """Return a table, which need not exist yet."""
        rows = self.tables.get(name)
        if rows is None:
            name.encode()  # a name that cannot be written must fail here, not at the commit
            rows = self.tables[name] = DraftRows(self._base.rows(name), self._journal)
        return rows

    def names(self) -> list[str]:
        """Return the names of the tables that exist."""
        known = {name: rows.state.present for name, rows in self.tables.items()}
        committed = dict.fromkeys(self._base.names(), True)
        return [name for name, present in (committed | known).items() if present]

    def mark(self) -> int:
        """Return the place in the draft to which `rollback` can go back."""
        return len(self._journal)

    def rollback(self, mark: int) -> None:
        """Take back everything since the mark."""
        while len(self._journal) > mark:
            self._journal.pop().undo()

    def since(self, mark: int) -> list[Change]:
        """Return what was set since the mark: each document once, as it was and as it is."""
        first: dict[tuple[DraftRows, int], Fields | None] = {}
        for step in self._journal[mark:]:
            if isinstance(step, DocumentStep) and step.doc_id:
                first.setdefault((step.rows, step.doc_id), step.old)
        return [
            Change(rows.base.name, doc_id, old, rows.get(doc_id))
            for (rows, doc_id), old in first.items()
        ]

    def changes(self) -> list[Change]:
        """Return what differs from the disk, with documents that are not copies."""
        return [change for rows in self.tables.values() for change in rows.changes()]

    def states(self) -> dict[str, State]:
        """Return the states of tables that differ from the disk."""
        rows = self.tables.values()
        return {item.base.name: item.state for item in rows if item.state != item.base.state}
