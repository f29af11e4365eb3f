"""What the service sees and hears through its worker, whatever becomes of the worker meanwhile.

An item over which a worker dies is tried once more alone, and refused when another one dies
over it: then it was the item. The others of its batch do not suffer for it.
"""

from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from trainer.errands import AnyErrand
from trainer.errands import Embed
from trainer.errands import Embedded
from trainer.errands import Explain
from trainer.errands import Explained
from trainer.errands import Export
from trainer.errands import Exported
from trainer.errands import Prepare
from trainer.errands import Prepared
from trainer.errands import Refused
from trainer.workers import WorkerDied
from trainer.workers import Workers
from trainer.workers import WorkerSlow

PIECE = {"text": 8, "images": 4, "sounds": 2}
"""Items that are embedded in the background before somebody in a hurry may come between."""
_FATAL = {"text": "bad_text", "images": "bad_picture", "sounds": "bad_sound"}
_WHOLE = ("missing_weights", "other_features")
"""Codes that are not about an item."""

T = TypeVar("T")


class RefusedErrand(Exception):
    """The worker did not do it; `code` says why, `names` what it was about."""

    def __init__(self, code: str, names: Sequence[str] = ()) -> None:
        super().__init__(", ".join(names) or code)
        self.code = code
        self.names = tuple(names)


@dataclass(frozen=True)
class Patience:
    """Seconds that each errand may take, on the slowest box, once its networks are loaded."""

    prepare: float = 20.0
    item: float = 10.0
    explain: float = 120.0
    export: float = 120.0


@dataclass(frozen=True)
class Seen:
    """Vectors of some items: places of those that were embedded, and codes of the others."""

    places: list[int]
    vectors: NDArray[np.float16]
    refused: dict[int, str]


class Senses:
    """The worker's skills, as functions."""

    def __init__(self, workers: Workers, patience: Patience | None = None) -> None:
        self.workers = workers
        self._patience = patience or Patience()

    def prepare(self, kind: str, data: bytes) -> Prepared:
        """Return what is stored of a file; raises RefusedErrand."""
        errand = Prepare(kind, data)
        return self._alone(errand, Prepared, self._patience.prepare, _FATAL[kind])

    def embed(
        self, kind: str, version: str, items: Sequence[bytes], *, raw: bool = False
    ) -> NDArray[np.float32]:
        """Return vectors of shape (items, width), at once; raises RefusedErrand for a bad item."""
        seen = self._seen(Embed(kind, version, list(items), raw), urgent=True)
        for code in seen.refused.values():
            raise RefusedErrand(code)
        return seen.vectors.astype(np.float32)

    def embed_calmly(self, kind: str, version: str, items: Sequence[bytes]) -> Iterator[Seen]:
        """Give the vectors of stored items piece by piece, and let everybody else go first."""
        size = PIECE[kind]
        for start in range(0, len(items), size):
            piece = Embed(kind, version, list(items[start : start + size]))
            yield _moved(self._seen(piece, urgent=False), start)

    def explain(
        self, kind: str, version: str, model: Path, label: str, item: bytes, *, raw: bool = False
    ) -> Any:
        """Return why, as JSON knows it, None where it cannot be told; raises RefusedErrand."""
        errand = Explain(kind, version, str(model), label, item, raw)
        return self._alone(errand, Explained, self._patience.explain, _FATAL[kind]).why

    def export(self, model: Path, about: bytes) -> bytes:
        """Return the model in the file `model` as a zip; raises RefusedErrand."""
        errand = Export(str(model), about)
        return self._alone(errand, Exported, self._patience.export, "broken").data

    def _seen(self, errand: Embed, *, urgent: bool) -> Seen:
        if not errand.items:
            return Seen([], np.zeros((0, 0), dtype=np.float16), {})
        try:
            seconds = self._patience.item * len(errand.items)
            reply = self._once(errand, Embedded, seconds, urgent=urgent)
            return Seen(list(range(len(errand.items))), _matrix(reply), {})
        except (WorkerDied, WorkerSlow):
            return self._one_by_one(errand, urgent)
        except RefusedErrand as error:
            if error.code in _WHOLE:
                raise
            return self._one_by_one(errand, urgent)

    def _one_by_one(self, errand: Embed, urgent: bool) -> Seen:
        rows: dict[int, NDArray[np.float16]] = {}
        refused: dict[int, str] = {}
        for place, item in enumerate(errand.items):
            one = Embed(errand.kind, errand.version, [item], errand.raw)
            try:
                fatal = _FATAL[errand.kind]
                reply = self._alone(one, Embedded, self._patience.item, fatal, urgent=urgent)
                rows[place] = _matrix(reply)
            except RefusedErrand as error:
                if error.code in _WHOLE:
                    raise
                refused[place] = error.code
        empty = np.zeros((0, 0), dtype=np.float16)
        return Seen(list(rows), np.concatenate(list(rows.values())) if rows else empty, refused)

    def _alone(
        self, errand: AnyErrand, kind: type[T], seconds: float, fatal: str, *, urgent: bool = True
    ) -> T:
        """Return the reply about one item, which is refused where it ends two workers."""
        try:
            return _twice(lambda: self._once(errand, kind, seconds, urgent=urgent))
        except WorkerDied:
            raise RefusedErrand(fatal) from None
        except WorkerSlow:
            raise RefusedErrand("too_slow") from None

    def _once(self, errand: AnyErrand, kind: type[T], seconds: float, *, urgent: bool) -> T:
        reply = self.workers.ask(errand, seconds, urgent=urgent)
        if isinstance(reply, Refused):
            raise RefusedErrand(reply.code, reply.names)
        if not isinstance(reply, kind):
            raise TypeError(f"{type(reply).__name__} is no answer to {type(errand).__name__}")
        return reply


def _twice(attempt: Callable[[], T]) -> T:
    """Try again after a death, which may have had another reason; not after a long wait."""
    try:
        return attempt()
    except WorkerDied:
        return attempt()


def _matrix(reply: Embedded) -> NDArray[np.float16]:
    return np.frombuffer(reply.data, dtype="<f2").reshape(-1, reply.width)


def _moved(seen: Seen, start: int) -> Seen:
    places = [place + start for place in seen.places]
    return Seen(places, seen.vectors, {at + start: code for at, code in seen.refused.items()})
