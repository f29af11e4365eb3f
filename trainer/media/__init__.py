"""Pictures and sounds as they are stored: whatever a phone sends comes out small and alike.

A file that is broken, of another kind or far too large is refused with a code, in bounded memory
and time; even so this runs in a process of its own, as decoders are large programs in C.
"""

import importlib
from typing import NamedTuple

_MODULES = {"images": "trainer.media.pictures", "sounds": "trainer.media.sounds"}
"""Loaded when they are needed: each brings a large decoder."""


class BadMedia(Exception):
    """The file cannot be an example; `code` says why.

    One of bad_picture, picture_too_big, bad_sound, sound_too_short, sound_too_long and
    unsupported_media_file.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Media(NamedTuple):
    """What is stored of a file: its bytes and, of a sound, 64 peaks as pairs of hex digits."""

    data: bytes
    mime: str
    preview: str = ""


def normalise(kind: str, data: bytes) -> Media:
    """Return the picture or sound in `data` as it is stored; a stored one comes back as it is.

    Raises BadMedia, and KeyError for a `kind` that is neither `images` nor `sounds`.
    """
    media: Media = importlib.import_module(_MODULES[kind]).normalise(data)
    return media
