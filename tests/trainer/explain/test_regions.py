import io
from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from PIL import ImageDraw

from trainer import weights
from trainer.explain import Regions
from trainer.explain import why
from trainer.explain.regions import patch
from trainer.explain.regions import regions
from trainer.features import embedder
from trainer.fit import fit
from trainer.learning import Request


def dot(colour: str, x: int, y: int, size: tuple[int, int] = (224, 224)) -> bytes:
    """Return a dark picture with one dot of a colour."""
    image = Image.new("RGB", size, (30, 30, 30))
    ImageDraw.Draw(image).ellipse((x - 24, y - 24, x + 24, y + 24), fill=colour)
    file = io.BytesIO()
    image.save(file, "JPEG", quality=95)
    return file.getvalue()


def redness(pictures: Sequence[NDArray[np.uint8]]) -> NDArray[np.float32]:
    """Return a vector of one number for each picture: its share of red pixels."""
    red = [(p[..., 0] > 200) & (p[..., 1] < 60) for p in pictures]
    return np.array([[share.mean()] for share in red], dtype=np.float32)


def probability(vectors: NDArray[np.float32]) -> NDArray[np.float64]:
    return np.minimum(1.0, vectors[:, 0] * 20.0)


def test_the_region_that_was_looked_at_weighs_most() -> None:
    found = regions(redness, probability, dot("red", 48, 144))
    weights_ = np.array(found.weights)
    assert (found.rows, found.columns) == weights_.shape == (7, 7)
    assert np.unravel_index(weights_.argmax(), weights_.shape) == (4, 1)
    assert weights_[0, 6] == 0


def test_rows_and_columns_can_be_chosen() -> None:
    found = regions(redness, probability, dot("red", 48, 144), rows=2, columns=4)
    assert np.array(found.weights).shape == (2, 4)


def test_what_the_network_does_not_see_weighs_nothing() -> None:
    wide = dot("red", 30, 96, (256, 192))
    assert np.array(regions(redness, probability, wide, 3, 16).weights)[:, 0].max() == 0


def test_patches_cover_all_and_overlap_by_half() -> None:
    covered = np.zeros(100, dtype=int)
    for place in range(7):
        covered[patch(place, 7, 100)] += 1
    assert covered.min() == 1
    assert covered[10:90].min() == covered.max() == 2


@pytest.mark.parametrize("length", [1, 2, 6])
def test_a_tiny_picture_is_covered_too(length: int) -> None:
    assert all(len(range(length)[patch(place, 7, length)]) for place in range(7))


@pytest.mark.skipif(bool(weights.missing("lite0")), reason="the weights are missing: make weights")
def test_a_trained_model_shows_where_it_looked() -> None:
    places = [(60, 60), (160, 60), (60, 160), (160, 160)]
    examples = [(colour, dot(colour, x, y)) for colour in ("lime", "red") for x, y in places]
    network = embedder("images")
    vectors = network.embed([data for _, data in examples])
    rows = tuple((label, f"{n}", f"p{n % 4}") for n, (label, _) in enumerate(examples))
    model = fit(Request("images", ("lime", "red"), rows), vectors, lambda *_: None).model
    found = why(model, dot("red", 160, 160), "red", network)
    assert isinstance(found, Regions)
    assert np.array(found.weights)[4:6, 4:6].mean() > np.array(found.weights)[:3, :3].mean()
    assert why(model, dot("red", 160, 160), "red") is None
