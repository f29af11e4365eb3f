"""Frozen networks: one item in, one vector out; each project type has its own.

A fifth type is one more module beside these with the two functions `uses(language) -> Uses` and
`embedder(language) -> Embedder`, and a line in the table below. What is learned from a class is
not here but in `trainer.learning`; the words and runs of characters of a text in
`trainer.features.text`.
"""

import importlib
from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from typing import Protocol

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

Arrays = Mapping[str, NDArray[Any]]
Tell = Callable[[int, int], None]
"""Called with how many examples are done, of how many."""

NO_EMBEDDER = "none"
"""The version of what looks at no vectors: numbers, and text whose weights are missing."""

_MODULES = {
    "text": "trainer.features.sentences",
    "images": "trainer.features.images",
    "sounds": "trainer.features.sounds",
}


class NothingToLearn(ValueError):
    """The examples have nothing in them that features could be made of."""


class MissingWeights(Exception):
    """Weights of a network are not on this machine; `names` says which."""

    def __init__(self, *names: str) -> None:
        super().__init__(f"missing weights: {', '.join(names)}")
        self.names = names


class Embedder(Protocol):
    """A frozen network: one item in, one vector out."""

    @property
    def version(self) -> str:
        """What was computed, such as `use-m3-1`; a changed vector needs another version."""

    @property
    def width(self) -> int:
        """Numbers in a vector."""

    def embed(self, items: Sequence[bytes]) -> NDArray[np.float32]:
        """Return the vectors of stored items (text in UTF-8), shape (items, width).

        A row depends on its item alone, bit for bit, whatever else is in the batch, and float16
        holds its values exactly. Rows have a length of about one.
        """


@dataclass(frozen=True)
class Batch:
    """Some examples: their data as it is stored, and their vectors, shape (examples, width)."""

    data: Sequence[str]
    vectors: NDArray[np.float32]

    @classmethod
    def without_vectors(cls, data: Sequence[str]) -> "Batch":
        """Return a batch of examples that no network has looked at."""
        return cls(data, np.zeros((len(data), 0), dtype=np.float32))


class Uses(Struct, frozen=True):
    """The version of what this machine embeds a type with, and which weights it misses."""

    version: str
    missing: tuple[str, ...] = ()


def embedder(kind: str, language: str = "") -> Embedder:
    """Return the network for a type, chosen by this machine's memory and the language.

    Raises KeyError for a type without one, such as numbers, and MissingWeights.
    """
    made: Embedder = importlib.import_module(_MODULES[kind]).embedder(language)
    return made


def uses(kind: str, language: str = "") -> Uses:
    """Return what `embedder` would give, without loading it; numbers need nothing."""
    if kind not in _MODULES:
        return Uses(NO_EMBEDDER)
    found: Uses = importlib.import_module(_MODULES[kind]).uses(language)
    return found
