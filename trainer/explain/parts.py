"""Which part of a sound mattered: one part after the other falls silent, and the model listens."""

from collections.abc import Callable
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from trainer.explain import Parts
from trainer.explain.regions import patch
from trainer.explain.regions import Probability
from trainer.explain.regions import probability_of
from trainer.features import Embedder
from trainer.features.sounds import evened
from trainer.features.sounds import Sounds
from trainer.media import samples
from trainer.media.samples import RATE
from trainer.model import Model

PART = 0.2
"""Seconds of a part, where the sound is not too long or too short for that."""
FEWEST, MOST = 4, 12
"""Parts; each takes as long as one prediction, and a sound of ten seconds takes its time."""
_FADE = RATE // 100
"""Samples; cut off at once, a sound would click."""

Vectors = Callable[[Sequence[NDArray[np.float32]]], NDArray[np.float32]]


def why(model: Model, item: bytes, label: str, embedder: Embedder | None) -> Parts | None:
    """Return which parts of a stored sound spoke for `label`."""
    if not isinstance(embedder, Sounds):
        return None
    return parts(embedder.vectors, probability_of(model, label), item)


def parts(vectors: Vectors, probability: Probability, flac: bytes) -> Parts:
    """Return how far the label's probability falls when each part of a sound is silent.

    `seconds` is the length of the sound, which the parts share evenly.
    """
    sound = evened(samples.levels(samples.decode(flac)))
    seconds = len(sound) / RATE
    count = min(MOST, max(FEWEST, round(seconds / PART)))
    start = probability(vectors([sound]))[0]
    falls = [
        start - probability(vectors([_silenced(sound, patch(place, count, len(sound)))]))[0]
        for place in range(count)
    ]
    return Parts(round(seconds, 3), np.round(falls, 4).tolist())


def _silenced(sound: NDArray[np.float32], part: slice) -> NDArray[np.float32]:
    volume = np.ones(len(sound) + 2 * _FADE, dtype=np.float32)
    volume[part.start + _FADE : part.stop + _FADE] = 0
    soft = np.convolve(volume, np.full(_FADE, 1 / _FADE, dtype=np.float32), mode="same")
    return sound * soft[_FADE:-_FADE].astype(np.float32)
