"""Sprites, backdrops and sounds of the editor's libraries, made from those of Scratch 1.4.

The media are CC-BY-SA-3.0; GIF becomes PNG, which the paint editor can change.
"""

import hashlib
import io
import re
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from typing import Final
from typing import NamedTuple

from PIL import Image

from webui.scratch.build import deb

Entry = dict[str, Any]
_MEDIA: Final = "usr/share/scratch/Media/"
_PICTURES: Final = {".gif", ".png", ".jpg"}
_SOUNDS: Final = {".wav", ".mp3"}
_TRADEMARK: Final = re.compile(r"^cat1-|^scratch", re.IGNORECASE)
"""The Cat of Scratch is a trademark."""
_POSE: Final = re.compile(r"[-_ ](?:[a-z]|\d{1,2})$", re.IGNORECASE)
_STAGE: Final = (240, 180)
_LETTERS: Final = "letters"
_TAGS: Final = {
    "animal": "animals", "vocals": "voice", "human": "voice", "music loops": "loops",
    "instruments": "notes", "electronic": "effects", "nature": "outdoors",
}  # fmt: skip
"""Folders of Scratch 1.4 that a library of Scratch 3 has under another name."""


class Lists(NamedTuple):
    """The four libraries, as Scratch writes them."""

    costumes: list[Entry]
    backdrops: list[Entry]
    sprites: list[Entry]
    sounds: list[Entry]


def empty() -> Lists:
    """Return libraries with nothing in them."""
    return Lists([], [], [], [])


def make(package: Path, assets: Path) -> Lists:
    """Write the media of a Debian package `scratch` into `assets` and return their libraries."""
    assets.mkdir(parents=True, exist_ok=True)
    made = empty()
    for path, body in sorted(deb.files(package, _MEDIA)):
        kind, _, rest = path.partition("/")
        file = Path(rest)
        if _TRADEMARK.search(file.stem) or (kind, file.stem) == ("Backgrounds", "xy-grid"):
            continue
        tags = [_TAGS.get(part.lower(), part.lower()) for part in file.parent.parts]
        if kind == "Sounds" and file.suffix.lower() in _SOUNDS:
            made.sounds.append(_sound(file, body, tags, assets))
        elif file.suffix.lower() in _PICTURES and kind in {"Costumes", "Backgrounds"}:
            drawn = _picture(file, body, tags, assets, is_backdrop=kind == "Backgrounds")
            (made.costumes if kind == "Costumes" else made.backdrops).append(drawn)
    made.sprites.extend(_sprites(made.costumes))
    return made


def _picture(file: Path, body: bytes, tags: list[str], assets: Path, *, is_backdrop: bool) -> Entry:
    ending = ".jpg" if file.suffix.lower() == ".jpg" else ".png"
    with Image.open(io.BytesIO(body)) as image:
        middle = _STAGE if is_backdrop else (image.width // 2, image.height // 2)
        if file.suffix.lower() == ".gif":
            packed = io.BytesIO()
            image.convert("RGBA").save(packed, "PNG", optimize=True)
            body = packed.getvalue()
    return {
        "name": _title(file.stem),
        "tags": tags,
        **_kept(body, ending, assets),
        "bitmapResolution": 1,
        "rotationCenterX": middle[0],
        "rotationCenterY": middle[1],
    }


def _sound(file: Path, body: bytes, tags: list[str], assets: Path) -> Entry:
    rate, samples = _length(body)
    kept = _kept(body, file.suffix.lower(), assets)
    return {
        "name": _title(file.stem), "tags": tags, **kept, "rate": rate, "sampleCount": samples,
    }  # fmt: skip


def _kept(body: bytes, ending: str, assets: Path) -> Entry:
    # Scratch names its assets so; nothing here relies on its strength.
    mark = hashlib.md5(body, usedforsecurity=False).hexdigest()
    (assets / f"{mark}{ending}").write_bytes(body)
    return {"assetId": mark, "dataFormat": ending[1:], "md5ext": f"{mark}{ending}"}


def _length(body: bytes) -> tuple[int, int]:
    """Return samples per second and samples of a WAV file; of another, what the library shows."""
    if body[:4] != b"RIFF" or body[12:16] != b"fmt ":
        return 22_050, 0
    (rate,) = struct.unpack_from("<I", body, 24)
    (block,) = struct.unpack_from("<H", body, 32)
    return rate, max(0, len(body) - 44) // max(1, block)


def _sprites(costumes: list[Entry]) -> Iterator[Entry]:
    """Yield a sprite for all costumes of one figure, such as `Boy1-standing` and `Boy1-walking`."""
    figures: dict[str, list[Entry]] = {}
    for costume in costumes:
        letter = _LETTERS in costume["tags"]
        name = costume["name"] if letter else _POSE.sub("", costume["name"]) or costume["name"]
        figures.setdefault(f"{name}\0{costume['tags']}", []).append(costume)
    for key, drawn in figures.items():
        yield {
            "name": key.partition("\0")[0],
            "tags": drawn[0]["tags"],
            "isStage": False,
            "variables": {},
            "costumes": [{k: v for k, v in each.items() if k != "tags"} for each in drawn],
            "sounds": [],
            "blocks": {},
        }


def _title(stem: str) -> str:
    return stem.replace("_", " ").strip()[:1].upper() + stem.replace("_", " ").strip()[1:]
