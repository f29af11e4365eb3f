"""The picture or sound that the teacher tried last, with the model's answer, for the projector.

A file does not fit into the show's text. It is kept in memory alone, and only the last one: it is
gone with the next one, and when the box stops.
"""

import secrets
import threading
from dataclasses import dataclass
from typing import Final

from flask import current_app
from msgspec import Struct

from webui.api.shapes import PredictionOut

_PLACE: Final = "crowdbox-tried"


@dataclass(frozen=True)
class Tried:
    """One file that was tried; `key` is the show's text while it is on the projector."""

    key: str
    file: bytes
    """The picture or sound as the box keeps such files."""
    mime: str
    preview: str
    """Of a sound its levels, as examples have them; else empty."""
    prediction: PredictionOut


class TriedOut(Struct, frozen=True):
    """A Tried as the projector's page gets it; `file` is where its picture or sound is."""

    key: str
    file: str
    preview: str
    prediction: PredictionOut


class Tray:
    """Holds the last tried file; for several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last: Tried | None = None

    def put(self, tried: Tried) -> None:
        """Keep this one, and let go of the one before."""
        with self._lock:
            self._last = tried

    def get(self, key: str) -> Tried | None:
        """Return what was tried under `key`, or None where another one came since."""
        with self._lock:
            last = self._last
        return last if last is not None and last.key == key else None


def new_key() -> str:
    """Return a key that no other tried file has."""
    return f"tried-{secrets.token_hex(8)}"


def tray() -> Tray:
    """Return the tray of the running application."""
    found: Tray = current_app.extensions.setdefault(_PLACE, Tray())
    return found


def shape(tried: Tried) -> TriedOut:
    """Return a Tried as the projector's page gets it."""
    file = f"/projector/tried/{tried.key}"
    return TriedOut(tried.key, file, tried.preview, tried.prediction)
