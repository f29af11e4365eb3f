"""Which regions of a picture mattered: grey patches cover one after the other, and the model looks.

After Zeiler and Fergus, "Visualizing and Understanding Convolutional Networks" (2014), section 4.
"""

from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from trainer.explain import Regions
from trainer.features import Batch
from trainer.features import Embedder
from trainer.features.images import opened
from trainer.features.images import Pictures
from trainer.features.images import pixels
from trainer.model import Model

SIDE = 7
"""Regions across and down."""
PATCH = 2
"""Sides of a patch in regions: neighbours overlap by half, so that nothing hides on a border."""
GREY = (127, 127, 127)
"""What the network takes for nothing."""

Vectors = Callable[[Sequence[NDArray[np.uint8]]], NDArray[np.float32]]
Probability = Callable[[NDArray[np.float32]], NDArray[np.float64]]


def why(model: Model, item: bytes, label: str, embedder: Embedder | None) -> Regions | None:
    """Return which regions of a stored picture spoke for `label`."""
    if not isinstance(embedder, Pictures):
        return None
    return regions(embedder.vectors, probability_of(model, label), item)


def probability_of(model: Model, label: str) -> Probability:
    """Return what gives the probability of one label for each vector."""
    column = model.labels.index(label)

    def probability(vectors: NDArray[np.float32]) -> NDArray[np.float64]:
        return model.probabilities(Batch([""] * len(vectors), vectors))[:, column]

    return probability


def regions(
    vectors: Vectors,
    probability: Probability,
    jpeg: bytes,
    rows: int = SIDE,
    columns: int = SIDE,
) -> Regions:
    """Return how far the label's probability falls when each region of a picture is covered."""
    picture = opened(jpeg)
    whole = pixels(picture)
    falls = np.zeros(rows * columns)
    start = probability(vectors([whole]))[0]
    for place, covered in enumerate(_covered(picture, rows, columns)):
        seen = pixels(covered)
        if not np.array_equal(seen, whole):  # at the edges there may be what nobody looks at
            falls[place] = start - probability(vectors([seen]))[0]
    return Regions(rows, columns, np.round(falls, 4).reshape(rows, columns).tolist())


def _covered(picture: Image.Image, rows: int, columns: int) -> Iterator[Image.Image]:
    for row in range(rows):
        down = patch(row, rows, picture.height)
        for column in range(columns):
            across = patch(column, columns, picture.width)
            copy = picture.copy()
            copy.paste(GREY, (across.start, down.start, across.stop, down.stop))
            yield copy


def patch(place: int, places: int, length: int) -> slice:
    """Return what is covered along a side for one place: the place and half of its neighbours."""
    size, middle = length / places, (place + 0.5) * length / places
    first = min(length - 1, max(0, round(middle - PATCH * size / 2)))
    return slice(first, min(length, max(first + 1, round(middle + PATCH * size / 2))))
