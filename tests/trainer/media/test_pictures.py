import hashlib
import io
import resource
import struct
import subprocess
import sys
import zlib

import numpy as np
import pytest
from PIL import Image

from trainer.media import BadMedia
from trainer.media import normalise
from trainer.media.pictures import MOST_BYTES
from trainer.media.pictures import SIDE


def written(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def photograph(width: int = 400, height: int = 300) -> Image.Image:
    """Return a picture that is red at the left, green at the right, and brighter below."""
    x, y = np.meshgrid(np.linspace(0, 1, width), np.linspace(0, 1, height))
    colours = np.stack([1 - x, x, np.zeros_like(x)], axis=2) * (0.3 + 0.7 * y[..., None])
    return Image.fromarray((colours * 255).astype(np.uint8))


def noise(width: int, height: int) -> Image.Image:
    values = np.random.default_rng(1).integers(0, 256, (height, width, 3), dtype=np.uint8)
    return Image.fromarray(values)


def stored(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(normalise("images", data).data))


def code(data: bytes) -> str:
    with pytest.raises(BadMedia) as refused:
        normalise("images", data)
    return refused.value.code


def png(width: int, height: int, rows: bytes = b"") -> bytes:
    """Return a PNG file of any size whose pixels are `rows`, compressed."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", rows), (b"IEND", b""))
    chunks = [
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in parts
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "BMP"])
def test_every_known_kind_becomes_a_small_jpeg(kind: str) -> None:
    media = normalise("images", written(photograph(), kind))
    image = Image.open(io.BytesIO(media.data))
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (256, 192))
    assert (media.mime, media.preview) == ("image/jpeg", "")


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
def test_every_way_of_writing_colours_becomes_rgb(mode: str) -> None:
    file = written(photograph().convert(mode), "TIFF" if mode == "CMYK" else "PNG")
    if mode == "CMYK":
        file = written(photograph().convert(mode), "JPEG")
    assert stored(file).mode == "RGB"


def test_sixteen_bits_of_grey_keep_their_shades() -> None:
    deep = Image.fromarray(np.full((20, 20), 0x8000, dtype=np.uint16))
    assert stored(written(deep)).getpixel((10, 10)) == (128, 128, 128)


def test_a_picture_that_is_seen_through_is_on_white() -> None:
    clear = Image.new("RGBA", (600, 600), (255, 0, 0, 0))
    assert stored(written(clear)).getpixel((128, 128)) == (255, 255, 255)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photograph_is_upright_however_the_phone_was_held(orientation: int) -> None:
    upright = photograph()
    back = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # Pillow's transposes that undo the turn
    lying = upright.transpose(Image.Transpose(back[orientation])) if orientation > 1 else upright
    exif = Image.Exif()
    exif[0x0112] = orientation
    image = stored(written(lying, "JPEG", exif=exif, quality=95))
    assert image.size == (256, 192)
    near = np.abs(np.asarray(image, dtype=int) - np.asarray(upright.resize((256, 192)), dtype=int))
    assert near.max() < 30


def test_nothing_but_the_picture_is_kept() -> None:
    exif = Image.Exif()
    exif[0x010F] = "SECRET phone"
    options = {"exif": exif, "icc_profile": b"SECRET", "comment": b"SECRET"}
    data = normalise("images", written(photograph(200, 100), "JPEG", **options)).data
    assert b"SECRET" not in data
    assert set(Image.open(io.BytesIO(data)).info) <= {
        "jfif", "jfif_version", "jfif_unit", "jfif_density",
    }  # fmt: skip


@pytest.mark.parametrize("tail", [b"SECRET", b"\xff\xd9", b"\xff\xd8\xff\xd9"])
def test_what_hangs_behind_a_picture_is_not_kept(tail: bytes) -> None:
    data = normalise("images", written(photograph())).data
    assert normalise("images", data + tail).data != data + tail


def test_a_stored_picture_stays_as_it_is() -> None:
    data = normalise("images", written(noise(900, 700))).data
    assert normalise("images", data).data == data


def test_a_stored_picture_that_is_cut_off_is_refused() -> None:
    data = normalise("images", written(photograph())).data
    assert code(data[: len(data) // 2]) == "bad_picture"


def test_equal_pictures_give_equal_bytes() -> None:
    first, again = (normalise("images", written(photograph())).data for _ in range(2))
    assert hashlib.sha256(first).digest() == hashlib.sha256(again).digest()


def test_even_noise_is_small() -> None:
    assert len(normalise("images", written(noise(700, 700))).data) <= MOST_BYTES


@pytest.mark.parametrize("size", [(1, 1), (5000, 1), (1, 5000), (3, 700)])
def test_a_picture_of_any_shape_fits(size: tuple[int, int]) -> None:
    image = stored(written(Image.new("RGB", size, "blue")))
    assert max(image.size) == min(max(size), SIDE)


def test_of_a_moving_picture_the_first_frame_is_taken() -> None:
    frames = [Image.new("RGB", (40, 40), colour) for colour in ("red", "blue", "green")]
    file = written(frames[0], "GIF", save_all=True, append_images=frames[1:])
    red, _, blue = stored(file).getpixel((20, 20))  # type: ignore[misc]
    assert red > 200 > blue


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "BMP"])
def test_a_file_that_is_cut_off_is_refused(kind: str) -> None:
    whole = written(noise(300, 300), kind)
    assert code(whole[: len(whole) * 2 // 3]) == "bad_picture"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<?xml version='1.0'?><svg/>",
        b"\0\0\0\x18ftypheic" + bytes(100),
        b"%PDF-1.4",
        b"II*\0" + bytes(100),
    ],
)
def test_what_is_no_picture_that_we_know_is_refused(data: bytes) -> None:
    assert code(data) == "unsupported_media_file"


@pytest.mark.parametrize("start", [b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"BM"])
def test_a_file_that_only_begins_like_a_picture_is_refused(start: bytes) -> None:
    assert code(start + b"this is a poem about a cat" * 20) == "bad_picture"


@pytest.mark.parametrize("size", [(30_000, 30_000), (8_001, 8_001), (100_000, 700), (6000, 5400)])
def test_a_picture_of_too_many_pixels_is_refused_unread(size: tuple[int, int]) -> None:
    assert code(png(*size)) == "picture_too_big"


def test_a_large_photograph_is_taken() -> None:
    assert stored(written(Image.new("RGB", (9200, 6900)), "JPEG")).size == (256, 192)


def test_a_bomb_is_refused_and_a_large_picture_taken_in_little_memory() -> None:
    row = b"\0" + bytes(5600 * 3)
    whole = png(5600, 5600, zlib.compress(row * 5600))
    bomb = png(30_000, 30_000, zlib.compress(bytes(50_000_000)))
    assert _most_memory_mb([bomb]) < 40
    assert _most_memory_mb([whole]) < 200


def _most_memory_mb(files: list[bytes]) -> float:
    """Return by how much a process of its own grew while it read the files."""
    code = (
        "import resource, sys\n"
        "from trainer.media import BadMedia, normalise\n"
        "most = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024\n"
        "data, before = sys.stdin.buffer.read(), most()\n"
        "try:\n    normalise('images', data)\n"
        "except BadMedia:\n    pass\n"
        "print(most() - before)\n"
    )
    grown = 0.0
    for data in files:
        done = subprocess.run(
            [sys.executable, "-c", code], input=data, capture_output=True, check=True
        )
        grown = max(grown, float(done.stdout))
    return grown


def test_where_memory_ends_the_picture_is_too_big() -> None:
    row = b"\0" + bytes(5600 * 3)
    limit = resource.RLIMIT_DATA
    code = (
        "import resource, sys\n"
        "from trainer.media import BadMedia, normalise\n"
        "data = sys.stdin.buffer.read()\n"
        f"resource.setrlimit({limit}, (150_000_000, 150_000_000))\n"
        "try:\n    normalise('images', data)\n"
        "except BadMedia as error:\n    print(error.code)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=png(5600, 5600, zlib.compress(row * 5600)),
        capture_output=True,
        check=True,
        env={"OPENBLAS_NUM_THREADS": "1"},
    )
    assert done.stdout.strip() == b"picture_too_big"


ALLOWED = ("image/jpeg", "bad_picture", "picture_too_big", "unsupported_media_file")


def outcome(data: bytes) -> str:
    try:
        return normalise("images", data).mime
    except BadMedia as error:
        return error.code


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "BMP"])
def test_changed_bytes_are_a_picture_or_refused_and_nothing_else(kind: str) -> None:
    chance, whole = np.random.default_rng(5), written(photograph(64, 48), kind)
    for _ in range(25):
        changed = bytearray(whole)
        for at in chance.integers(0, min(600, len(whole)), 6):
            changed[at] = chance.integers(256)
        assert outcome(bytes(changed)) in ALLOWED
