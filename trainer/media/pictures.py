"""Pictures as they are stored: upright JPEG of at most 256 pixels and 40 kB, and nothing else.

Where a child stood, on which phone and when is in a photograph's metadata: none of it is kept.
"""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from PIL import Image

from trainer.media import BadMedia
from trainer.media import jpeg
from trainer.media import Media

SIDE = 256
MOST_BYTES = 40_000
MOST_PIXELS = 64_000_000
MOST_DECODED = 128_000_000
"""Bytes that decoding may take; a baseline JPEG takes few, as it is read at an eighth."""
MIME = "image/jpeg"
FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP")
_QUALITIES = (88, 80, 72, 64, 56, 48, 40, 30, 20)
_ORIENTATION = 0x0112
_BAND = 64
"""Rows that are converted at a time, so that a large picture is in memory only once."""
_TURNS = {
    2: (Image.Transpose.FLIP_LEFT_RIGHT,),
    3: (Image.Transpose.ROTATE_180,),
    4: (Image.Transpose.FLIP_TOP_BOTTOM,),
    5: (Image.Transpose.TRANSPOSE,),
    6: (Image.Transpose.ROTATE_270,),
    7: (Image.Transpose.TRANSVERSE,),
    8: (Image.Transpose.ROTATE_90,),
}
_SIGNATURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a", b"BM")


def normalise(data: bytes) -> Media:
    """Return a picture as it is stored; of a moving one the first frame. Raises BadMedia."""
    if not _is_known(data):
        raise BadMedia("unsupported_media_file")
    with _opened(data) as image:
        if _is_stored(data, image):
            return Media(data, MIME)
        turns = _TURNS.get(_orientation(image), ())
        picture = _reduced(image)
    for turn in turns:
        picture = picture.transpose(turn)
    return Media(_encoded(picture), MIME)


def _is_known(data: bytes) -> bool:
    return data.startswith(_SIGNATURES) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP")


@contextmanager
def _opened(data: bytes) -> Iterator[Image.Image]:
    """Give the picture, not decoded yet; whatever goes wrong with it becomes BadMedia."""
    try:
        with warnings.catch_warnings():
            # Pillow warns of what we refuse by a rule of our own.
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=FORMATS) as image:
                _check_size(image)
                yield image
    except BadMedia:
        raise
    except (Image.DecompressionBombError, MemoryError):
        raise BadMedia("picture_too_big") from None
    except Exception:
        # A damaged file makes Pillow raise nearly anything: OSError, SyntaxError, struct.error, …
        raise BadMedia("bad_picture") from None


def _check_size(image: Image.Image) -> None:
    pixels = image.width * image.height
    if pixels > MOST_PIXELS or pixels * _bytes_for_a_pixel(image) > MOST_DECODED:
        raise BadMedia("picture_too_big")


def _bytes_for_a_pixel(image: Image.Image) -> float:
    """Return how much memory decoding takes, measured with Pillow 13."""
    if image.format == "WEBP":
        return 16
    if image.format == "JPEG":
        # A progressive file is decoded from coefficients of two bytes that are all kept.
        return 6 if "progressive" in image.info else 0.2
    return 1 if image.mode in ("1", "L", "P") else 4


def _is_stored(data: bytes, image: Image.Image) -> bool:
    if image.format != "JPEG" or image.mode != "RGB" or len(data) > MOST_BYTES:
        return False
    if max(image.size) > SIDE or not jpeg.is_plain(data):
        return False
    image.load()  # raises where it is cut off
    return True


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except Exception:
        return 1  # broken metadata of a whole picture


def _reduced(image: Image.Image) -> Image.Image:
    """Return a picture of at most 256 pixels as RGB on white."""
    image.draft("RGB", (2 * SIDE, 2 * SIDE))
    image.load()
    factor = max(1, max(image.size) // (2 * SIDE))
    small = Image.new("RGB", (-(-image.width // factor), -(-image.height // factor)), "white")
    for top in range(0, image.height, _BAND * factor):
        bottom = min(image.height, top + _BAND * factor)
        band = _on_white(image.crop((0, top, image.width, bottom)))
        small.paste(band.reduce(factor), (0, top // factor))
    small.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    return small


def _on_white(band: Image.Image) -> Image.Image:
    if band.mode.startswith("I"):
        deep = np.asarray(band).astype(np.int64)
        return Image.fromarray((deep >> 8).clip(0, 255).astype(np.uint8)).convert("RGB")
    if not band.has_transparency_data:
        return band.convert("RGB")
    seen = band.convert("RGBA")
    white = Image.new("RGB", band.size, "white")
    white.paste(seen, mask=seen.getchannel("A"))
    return white


def _encoded(picture: Image.Image) -> bytes:
    """Return a JPEG file of at most 40 kB, as good as it can be; the same for equal pixels."""
    plain = Image.new("RGB", picture.size)
    plain.paste(picture)
    for quality in _QUALITIES:
        file = io.BytesIO()
        plain.save(file, "JPEG", quality=quality, optimize=True)
        if file.tell() <= MOST_BYTES:
            break
    return file.getvalue()
