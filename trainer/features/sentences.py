"""Text as vectors: which networks of sentences this machine and language use, side by side."""

import os
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from trainer.features import Embedder
from trainer.features import minilm
from trainer.features import NO_EMBEDDER
from trainer.features import use
from trainer.features import Uses

MEMORY_FOR_TWO = 2_000_000_000
"""Bytes of memory from which a machine carries a second network; a 2 GB Pi has some less."""


def uses(language: str) -> Uses:
    """Return which networks are used for texts of a language, and which weights are missing."""
    lacking = use.missing()
    names = [] if lacking else [use.VERSION]
    if names and _carries_two(language):
        also = minilm.missing()
        lacking += also
        names += [] if also else [minilm.VERSION]
    return Uses("+".join(names) or NO_EMBEDDER, lacking)


def embedder(language: str) -> Embedder:
    """Return the networks of `uses` as one; without any, vectors of width 0."""
    names = uses(language).version.split("+")
    made: list[Embedder] = [use.Use()] if use.VERSION in names else []
    if minilm.VERSION in names:
        made.append(minilm.MiniLM())
    return made[0] if len(made) == 1 else Joined(made)


def _carries_two(language: str) -> bool:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return language.partition("-")[0] == "en" and memory >= 0.9 * MEMORY_FOR_TWO


class Joined:
    """Some networks as one: their vectors one after the other, each as long as all together."""

    def __init__(self, parts: Sequence[Embedder]) -> None:
        self._parts = parts
        self.version = "+".join(part.version for part in parts) or NO_EMBEDDER
        self.width = sum(part.width for part in parts)

    def embed(self, items: Sequence[bytes]) -> NDArray[np.float32]:
        """Return the vectors of texts in UTF-8, shape (items, width)."""
        if not self._parts:
            return np.zeros((len(items), 0), dtype=np.float32)
        return np.hstack([part.embed(items) for part in self._parts])
