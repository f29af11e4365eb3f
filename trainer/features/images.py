"""Pictures as vectors: what EfficientNet-Lite0 sees in the whole and in the four quarters.

The head tells things apart; the block behind the middle ("tap") helps with drawings and hands,
at half the weight (research/features.md). Pictures go through one by one: four at a time take as
long as one after the other.
"""

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from trainer import weights
from trainer.features import Embedder
from trainer.features import NO_EMBEDDER
from trainer.features import Uses
from trainer.features.network import found
from trainer.features.network import Network
from trainer.features.network import unit

if TYPE_CHECKING:  # only decoding needs it, and asking what is in use has to stay cheap
    from PIL.Image import Image

VERSION = "lite0-1"
NEEDS = ("lite0",)
SIDE = 224
"""Pixels of the square that the network sees."""
WIDTH = 1280 + 448
TAP_SHARE = np.float32(0.5)
MOST_CROPPED = 0.25
"""Share of the longer side that may be left out, so that things keep their shape."""


def uses(language: str) -> Uses:
    """Return what pictures are embedded with here, and which weights are missing."""
    missing = weights.missing(*NEEDS)
    return Uses(NO_EMBEDDER if missing else VERSION, missing)


def embedder(language: str) -> Embedder:
    """Return the network of pictures; raises MissingWeights."""
    return Pictures()


class Pictures:
    """Stored pictures (JPEG) as vectors of length one."""

    version = VERSION
    width = WIDTH

    def __init__(self) -> None:
        self._network = Network(*found(NEEDS))

    def embed(self, items: Sequence[bytes]) -> NDArray[np.float32]:
        """Return the vectors of pictures, shape (items, 1728); raises OSError for a broken one."""
        return self.vectors([pixels(opened(item)) for item in items])

    def vectors(self, pictures: Sequence[NDArray[np.uint8]]) -> NDArray[np.float32]:
        """Return the vectors of pictures as `pixels` gives them."""
        rows = np.empty((len(pictures), WIDTH), dtype=np.float16)
        for row, picture in zip(rows, pictures, strict=True):
            head, tap = self._network(pixels=picture[None])
            row[:] = unit(np.concatenate([unit(head[0]), TAP_SHARE * unit(tap[0])]))
        return rows.astype(np.float32)


def opened(jpeg: bytes) -> "Image":
    """Return a stored picture, decoded; raises OSError for a broken one."""
    from PIL import Image

    with Image.open(io.BytesIO(jpeg), formats=("JPEG",)) as image:
        image.load()
        return image if image.mode == "RGB" else image.convert("RGB")


def pixels(picture: "Image") -> NDArray[np.uint8]:
    """Return a picture as the network sees it, shape (224, 224, 3)."""
    from PIL import Image

    scaled = picture.resize((SIDE, SIDE), Image.Resampling.BILINEAR, box=seen_box(*picture.size))
    return np.asarray(scaled)


def seen_box(width: int, height: int) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of what the network sees of a picture.

    The middle square of a 4:3 photograph; what is longer than that is squeezed.
    """
    kept = [
        max(min(width, height), (1 - MOST_CROPPED) * side) if side == max(width, height) else side
        for side in (width, height)
    ]
    left, top = (width - kept[0]) / 2, (height - kept[1]) / 2
    return left, top, left + kept[0], top + kept[1]
