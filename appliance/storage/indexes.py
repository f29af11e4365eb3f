"""Indexes: which documents have the same values in certain fields, in the order of their ids.

An `Index` tells of committed documents. What an operation changes is noted in `Delta`s beside
it, one for each group of documents touched, so that the cost is that of the change and not
that of the group.
"""

from bisect import bisect_left
from bisect import bisect_right
from bisect import insort
from collections.abc import Callable
from collections.abc import Mapping
from operator import itemgetter
from typing import Any

Key = Any
"""The values of an index's fields: bare for one field, a tuple for more."""
NOWHERE: Key = object()
"""The key of a document that lacks a field of the index, so is not in it."""
_FEW = 8


class Delta:
    """What an operation adds to and takes from one group of an index."""

    __slots__ = ("added", "removed")

    def __init__(self) -> None:
        self.added: list[int] = []
        self.removed: set[int] = set()

    def add(self, doc_id: int) -> None:
        """Note that the document is now in the group."""
        if doc_id in self.removed:
            self.removed.remove(doc_id)
        else:
            _put(self.added, doc_id)

    def remove(self, doc_id: int) -> None:
        """Note that the document is no longer in the group."""
        at = bisect_left(self.added, doc_id)
        if at < len(self.added) and self.added[at] == doc_id:
            del self.added[at]
        else:
            self.removed.add(doc_id)


class Index:
    """The committed documents of a table, grouped by the values of `fields`."""

    def __init__(self, fields: tuple[str, ...]) -> None:
        self.fields = fields
        self._groups: dict[Key, list[int]] = {}
        self._values: Callable[[Mapping[str, Any]], Key] = (
            itemgetter(*fields) if fields else _everything
        )

    def key(self, document: Mapping[str, Any]) -> Key:
        """Return the group that a document belongs to, NOWHERE if it lacks a field.

        Raises TypeError where a value cannot be a key (a list or a dict).
        """
        try:
            key = self._values(document)
        except KeyError:
            return NOWHERE
        hash(key)
        return key

    def size(self, key: Key) -> int:
        """Return how many documents the group has."""
        return len(self._groups.get(key, ()))

    def ids(self, key: Key, after: int = 0, limit: int | None = None) -> list[int]:
        """Return up to `limit` ids of the group that are greater than `after`, ascending."""
        return ids_after(self._groups.get(key, []), after, limit)

    def latest(self, key: Key, before: int | None, limit: int) -> list[int]:
        """Return up to `limit` ids of the group that are less than `before`, descending."""
        return last_ids(self._groups.get(key, []), before, limit)

    def add(self, key: Key, doc_id: int) -> None:
        """Put one document into the group."""
        if key is NOWHERE:
            return
        group = self._groups.get(key)
        if group is None:
            self._groups[key] = [doc_id]
        else:
            _put(group, doc_id)

    def apply(self, key: Key, delta: Delta) -> None:
        """Change the group as the delta says."""
        group = self._groups.setdefault(key, [])
        if len(delta.removed) > _FEW:
            group[:] = [doc_id for doc_id in group if doc_id not in delta.removed]
        else:
            for doc_id in delta.removed:
                del group[bisect_left(group, doc_id)]
        if len(delta.added) > _FEW:
            group.extend(delta.added)
            group.sort()  # two runs in order: merged in linear time
        else:
            for doc_id in delta.added:
                _put(group, doc_id)
        if not group:
            del self._groups[key]


def ids_after(ids: list[int], after: int, limit: int | None) -> list[int]:
    """Return the first `limit` of ascending `ids` that are greater than `after`."""
    start = bisect_right(ids, after) if after else 0
    return ids[start : None if limit is None else start + limit]


def last_ids(ids: list[int], before: int | None, limit: int) -> list[int]:
    """Return the last `limit` of ascending `ids` that are less than `before`, descending."""
    end = len(ids) if before is None else bisect_left(ids, before)
    return ids[max(0, end - limit) : end][::-1]


def _everything(document: Mapping[str, Any]) -> Key:
    return ()


def _put(ids: list[int], doc_id: int) -> None:
    if not ids or doc_id > ids[-1]:
        ids.append(doc_id)
    else:
        insort(ids, doc_id)
