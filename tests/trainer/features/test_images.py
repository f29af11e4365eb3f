import io

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from PIL import ImageDraw

from trainer import weights
from trainer.features import embedder
from trainer.features import MissingWeights
from trainer.features import uses
from trainer.features.images import NEEDS
from trainer.features.images import Pictures
from trainer.features.images import seen_box
from trainer.features.images import WIDTH

needs_weights = pytest.mark.skipif(
    bool(weights.missing(*NEEDS)), reason="the weights are missing: make weights"
)


def drawn(shape: str, at: int, width: int = 256) -> bytes:
    """Return a picture of a disc or of stripes, somewhere."""
    image = Image.new("RGB", (width, 192), "white")
    pen = ImageDraw.Draw(image)
    if shape == "disc":
        pen.ellipse((at, 40, at + 100, 140), fill="orange")
    for x in range(at, at + 100, 20) if shape == "stripes" else ():
        pen.line((x, 40, x, 140), fill="black", width=6)
    file = io.BytesIO()
    image.save(file, "JPEG")
    return file.getvalue()


@pytest.fixture(scope="module")
def pictures() -> Pictures:
    return Pictures()


@pytest.fixture(scope="module")
def items() -> list[bytes]:
    return [drawn(shape, at) for shape in ("disc", "stripes") for at in (20, 60, 100)]


@pytest.fixture(scope="module")
def rows(pictures: Pictures, items: list[bytes]) -> NDArray[np.float32]:
    return pictures.embed(items)


@needs_weights
def test_vectors_have_length_one_and_fit_into_float16(rows: NDArray[np.float32]) -> None:
    assert (rows.shape, rows.dtype) == ((6, WIDTH), np.float32)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-3)
    assert np.array_equal(rows, rows.astype(np.float16).astype(np.float32))


@needs_weights
def test_a_row_depends_on_its_picture_alone(
    pictures: Pictures, items: list[bytes], rows: NDArray[np.float32]
) -> None:
    assert np.array_equal(pictures.embed(items[::-1])[::-1], rows)
    assert np.array_equal(pictures.embed(items[2:3]), rows[2:3])
    assert np.array_equal(Pictures().embed(items), rows)


@needs_weights
def test_what_looks_alike_is_near(rows: NDArray[np.float32]) -> None:
    near = rows @ rows.T
    assert near[:3, :3].min() > near[:3, 3:].max()
    assert near[3:, 3:].min() > near[:3, 3:].max()


@needs_weights
def test_no_pictures_give_no_rows(pictures: Pictures) -> None:
    assert pictures.embed([]).shape == (0, WIDTH)


@needs_weights
def test_a_broken_picture_is_an_error(pictures: Pictures, items: list[bytes]) -> None:
    with pytest.raises(OSError, match="Truncated"):
        pictures.embed([items[0][:400]])


@needs_weights
def test_this_machine_says_what_it_uses() -> None:
    assert uses("images").version == embedder("images").version == Pictures.version


def test_without_weights_there_are_no_pictures(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setenv("CROWDBOX_WEIGHTS", str(tmp_path))
    assert uses("images").missing == ("lite0",)
    with pytest.raises(MissingWeights):
        embedder("images")


@pytest.mark.parametrize(
    ("size", "box"),
    [
        ((200, 200), (0, 0, 200, 200)),
        ((256, 192), (32, 0, 224, 192)),
        ((192, 256), (0, 32, 192, 224)),
        ((256, 64), (32, 0, 224, 64)),
        ((1, 1), (0, 0, 1, 1)),
    ],
)
def test_at_most_a_quarter_of_the_longer_side_is_left_out(
    size: tuple[int, int], box: tuple[float, ...]
) -> None:
    assert seen_box(*size) == box
