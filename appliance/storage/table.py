"""TinyDB's Table with indexes, and at the cost of what is touched instead of the whole table."""

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import MutableMapping
from typing import Any
from typing import cast
from typing import NoReturn
from typing import overload

from tinydb.queries import QueryLike
from tinydb.table import Document
from tinydb.table import Table

from appliance.storage.rows import DraftRows
from appliance.storage.rows import Rows
from appliance.storage.storage import DocumentStorage
from appliance.storage.values import copied
from appliance.storage.values import Fields
from appliance.storage.values import plain
from appliance.storage.values import same

Updates = Mapping[Any, Any] | Callable[[MutableMapping[Any, Any]], None]


class DocumentTable(Table):
    """One table of documents. Outside of `Database.run` each call is an operation of its own.

    Documents come back in the order of their ids, as copies. Conditions see the stored documents
    and must not change them. Ids start at 1 and are not used again, even after `truncate`.
    """

    def __init__(
        self,
        storage: DocumentStorage,
        name: str,
        cache_size: int = 0,
        persist_empty: bool = False,
    ) -> None:
        # No query cache: the documents are in memory anyway, and a cache could be stale.
        super().__init__(storage, name, cache_size=0)
        self._documents = storage
        if persist_empty:
            storage.run(lambda: storage.draft(name).declare(present=True))

    def find(self, **fields: Any) -> Document | None:
        """Return the first document with these values; LookupError where no index has the fields.

        Takes the same time however many documents there are.
        """
        found = self._rows().pick(fields, 0, 1)
        return _handed(*found[0]) if found else None

    def group(self, *, after: int = 0, limit: int | None = None, **fields: Any) -> list[Document]:
        """Return the documents with these values and ids above `after`, in order of the ids.

        At most `limit` of them. LookupError where no index has the fields; none is the whole table.
        """
        return [_handed(*found) for found in self._rows().pick(fields, after, limit)]

    def latest(self, *, before: int | None = None, limit: int, **fields: Any) -> list[Document]:
        """Return the last `limit` documents with these values and ids below `before`, last first.

        Takes the same time wherever they are. LookupError where no index has the fields.
        """
        return [_handed(*found) for found in self._rows().latest(fields, before, limit)]

    def size(self, **fields: Any) -> int:
        """Return how many documents have these values; LookupError where no index has the fields.

        Takes the same time however many documents there are.
        """
        return self._rows().size(fields)

    # Reading, as TinyDB has it

    def all(self) -> list[Document]:
        """Return all documents."""
        return self.group()

    def search(self, cond: QueryLike) -> list[Document]:
        """Return the documents that match the condition."""
        return [_handed(*found) for found in self._matching(cond)]

    @overload
    def get(self) -> NoReturn: ...

    @overload
    def get(self, cond: QueryLike, doc_id: None = ..., doc_ids: None = ...) -> Document | None: ...

    @overload
    def get(
        self, cond: QueryLike | None, doc_id: int, doc_ids: list[int] | None = ...
    ) -> Document | None: ...

    @overload
    def get(
        self, cond: QueryLike | None = ..., *, doc_id: int, doc_ids: list[int] | None = ...
    ) -> Document | None: ...

    @overload
    def get(self, cond: QueryLike | None, doc_id: None, doc_ids: list[int]) -> list[Document]: ...

    @overload
    def get(
        self, cond: QueryLike | None = ..., *, doc_id: None = ..., doc_ids: list[int]
    ) -> list[Document]: ...

    def get(
        self,
        cond: QueryLike | None = None,
        doc_id: int | None = None,
        doc_ids: list[int] | None = None,
    ) -> Document | list[Document] | None:
        """Return the document of that id, those of these ids, or the first that matches."""
        if doc_id is not None:
            return self._one(doc_id)
        if doc_ids is not None:
            found = (self._one(item) for item in sorted(set(doc_ids)))
            return [document for document in found if document is not None]
        if cond is not None:
            return next((_handed(*found) for found in self._matching(cond)), None)
        raise RuntimeError("You have to pass either cond or doc_id or doc_ids")

    def count(self, cond: QueryLike) -> int:
        """Return how many documents match the condition."""
        return sum(1 for _ in self._matching(cond))

    def __len__(self) -> int:
        return self._rows().size({})

    def __iter__(self) -> Iterator[Document]:
        return iter(self.group())

    # Writing, as TinyDB has it

    def insert(self, document: Mapping[Any, Any]) -> int:
        """Store a new document and return its id."""
        return self._documents.run(lambda: self._insert(document))

    def insert_multiple(self, documents: Iterable[Mapping[Any, Any]]) -> list[int]:
        """Store new documents in one operation and return their ids."""
        return self._documents.run(lambda: [self._insert(document) for document in documents])

    def _insert(self, document: Mapping[Any, Any]) -> int:
        if not isinstance(document, Mapping):
            raise ValueError("Document is not a Mapping")
        rows = self._documents.draft(self.name)
        if not isinstance(document, Document):
            doc_id = rows.next_id()
        elif rows.get(doc_id := document.doc_id) is not None:
            raise ValueError(f"Document with ID {doc_id} already exists")
        rows.put(doc_id, plain(document))
        return doc_id

    def update(
        self,
        fields: Updates,
        cond: QueryLike | None = None,
        doc_ids: Iterable[int] | None = None,
    ) -> list[int]:
        """Set fields of the documents of these ids, or of those that match, or of all."""
        return self._documents.run(
            lambda: super(DocumentTable, self).update(fields, doc_ids=self._meant(cond, doc_ids))
        )

    def update_multiple(self, updates: Iterable[tuple[Updates, QueryLike]]) -> list[int]:
        """Do several updates with conditions in one operation."""
        several = list(updates)
        return self._documents.run(lambda: super(DocumentTable, self).update_multiple(several))

    def upsert(self, document: Mapping[Any, Any], cond: QueryLike | None = None) -> list[int]:
        """Update the documents that match, or insert this one."""
        return self._documents.run(lambda: super(DocumentTable, self).upsert(document, cond))

    def remove(
        self, cond: QueryLike | None = None, doc_ids: Iterable[int] | None = None
    ) -> list[int]:
        """Remove the documents of these ids, or those that match, and return their ids."""
        if cond is None and doc_ids is None:
            raise RuntimeError("Use truncate() to remove all documents")
        return self._documents.run(
            lambda: super(DocumentTable, self).remove(doc_ids=self._meant(cond, doc_ids))
        )

    # The places where TinyDB lets a table reach its storage

    def _get_next_id(self) -> int:
        return self._documents.draft(self.name).next_id()

    def _read_table(self) -> dict[str, Mapping[Any, Any]]:
        return {str(doc_id): copied(document) for doc_id, document in self._rows().pick({})}

    def _update_table(self, updater: Callable[[dict[int, Mapping[Any, Any]]], None]) -> None:
        self._documents.run(lambda: self._update_draft(updater))

    def _update_draft(self, updater: Callable[[dict[int, Mapping[Any, Any]]], None]) -> None:
        table = Touched(self._documents.draft(self.name))
        updater(cast(dict[int, Mapping[Any, Any]], table))
        table.settle()

    def _rows(self) -> Rows:
        return self._documents.rows(self.name)

    def _one(self, doc_id: int) -> Document | None:
        doc_id = int(doc_id)
        document = self._rows().get(doc_id)
        return None if document is None else _handed(doc_id, document)

    def _matching(self, cond: QueryLike) -> Iterator[tuple[int, Fields]]:
        return (found for found in self._rows().pick({}) if cond(found[1]))

    def _meant(self, cond: QueryLike | None, doc_ids: Iterable[int] | None) -> Iterable[int]:
        if doc_ids is not None:
            return doc_ids
        if cond is not None:
            return [doc_id for doc_id, _ in self._matching(cond)]
        return [doc_id for doc_id, _ in self._rows().pick({})]


class Touched(MutableMapping[int, Fields]):
    """A table as TinyDB's updates want it, a dict by id, that stores what they touch of it."""

    def __init__(self, rows: DraftRows) -> None:
        self._rows = rows
        self._lent: dict[int, Fields] = {}

    def __getitem__(self, doc_id: int) -> Fields:
        if doc_id not in self._lent:
            document = self._rows.get(doc_id)
            if document is None:
                raise KeyError(doc_id)
            self._lent[doc_id] = copied(document)
        return self._lent[doc_id]

    def __setitem__(self, doc_id: int, document: Mapping[Any, Any]) -> None:
        self._rows.put(doc_id, plain(document))
        self._lent.pop(doc_id, None)

    def __delitem__(self, doc_id: int) -> None:
        if doc_id not in self:
            raise KeyError(doc_id)
        self._lent.pop(doc_id, None)
        self._rows.put(doc_id, None)

    def __contains__(self, doc_id: object) -> bool:
        return isinstance(doc_id, int) and self._rows.get(doc_id) is not None

    def __iter__(self) -> Iterator[int]:
        return iter([doc_id for doc_id, _ in self._rows.pick({})])

    def __len__(self) -> int:
        return self._rows.size({})

    def clear(self) -> None:
        """Remove every document."""
        for doc_id in self:
            del self[doc_id]

    def settle(self) -> None:
        """Store the documents that were handed out and have been changed since."""
        for doc_id, lent in self._lent.items():
            new, old = plain(lent), self._rows.get(doc_id)
            if old is not None and not same(old, new):
                self._rows.put(doc_id, new)


def _handed(doc_id: int, stored: Fields) -> Document:
    return Document(copied(stored), doc_id)
