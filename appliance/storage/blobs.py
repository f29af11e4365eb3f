"""Blobs: bytes beside the documents, read when they are wanted and never all in memory."""

from collections.abc import Iterable
from collections.abc import Iterator
from typing import NamedTuple

from appliance.storage.steps import Step


class Stream(NamedTuple):
    """Many blobs that are read one by one while the commit writes them."""

    items: Iterable[tuple[str, bytes]]
    size: int
    """Bytes of all of them."""


class Blobs(NamedTuple):
    """What a group of operations changed: first all go, if `cleared`, then some, then some come."""

    changed: dict[str, bytes | None]
    streams: tuple[Stream, ...]
    cleared: bool

    def written(self) -> Iterator[tuple[str, bytes]]:
        """Yield what the commit has to write."""
        for stream in self.streams:
            yield from stream.items
        yield from ((name, body) for name, body in self.changed.items() if body is not None)

    def removed(self) -> list[str]:
        """Return the names that the commit has to remove."""
        return [name for name, body in self.changed.items() if body is None]

    def __bool__(self) -> bool:
        return bool(self.changed or self.streams or self.cleared)


NONE = Blobs({}, (), cleared=False)


class DraftBlobs:
    """The blobs that the operations of a group put and removed; belongs to their thread."""

    def __init__(self, journal: list[Step]) -> None:
        self.now = Blobs({}, (), cleared=False)
        self.size = 0
        """Bytes that were put."""
        self._journal = journal

    def put(self, name: str, body: bytes) -> None:
        """Set one blob."""
        name.encode()  # a name that cannot be written must fail here, not at the commit
        self._set(name, bytes(body), self.size + len(body))

    def remove(self, names: Iterable[str]) -> None:
        """Remove blobs, those that are there."""
        for name in names:
            self._set(name, None, self.size)

    def add_all(self, stream: Stream) -> None:
        """Write many blobs; they are not seen before the commit."""
        self._journal.append(_Whole(self, self.now, self.size))
        self.now = self.now._replace(streams=(*self.now.streams, stream))
        self.size += stream.size

    def replace_all(self, stream: Stream) -> None:
        """Remove all blobs and write those of a stream."""
        self._journal.append(_Whole(self, self.now, self.size))
        self.now = Blobs({}, (stream,), cleared=True)
        self.size += stream.size

    def _set(self, name: str, body: bytes | None, size: int) -> None:
        changed = self.now.changed
        self._journal.append(_One(self, name, name in changed, changed.get(name), self.size))
        changed[name] = body
        self.size = size


class _One(NamedTuple):
    """How to take back one blob."""

    blobs: DraftBlobs
    name: str
    known: bool
    body: bytes | None
    size: int

    def undo(self) -> None:
        """Set it to what it was."""
        self.blobs.size = self.size
        if self.known:
            self.blobs.now.changed[self.name] = self.body
        else:
            del self.blobs.now.changed[self.name]


class _Whole(NamedTuple):
    """How to take back a stream."""

    blobs: DraftBlobs
    before: Blobs
    size: int

    def undo(self) -> None:
        """Set all to what it was."""
        self.blobs.now, self.blobs.size = self.before, self.size
