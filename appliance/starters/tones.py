"""Short sounds, reckoned rather than recorded: WAV files of one channel with 16 bits."""

import io
import math
import random
import sys
import wave
from array import array
from collections.abc import Iterable
from functools import cache
from typing import Final

RATE: Final = 22_050
"""Samples of a second."""
_LOUD: Final = 9_000
_FADE: Final = 0.02
"""Seconds in which a tone comes and goes, so that it does not click."""


@cache
def melody(*notes: tuple[float, float]) -> bytes:
    """Return tones one after the other: pitch in Hz and seconds of each."""
    return _file(sample for pitch, seconds in notes for sample in _tone(pitch, seconds))


@cache
def slide(begin: float, end: float, seconds: float) -> bytes:
    """Return a tone that moves evenly from one pitch to another, in Hz."""
    count = int(RATE * seconds)
    turns = ((begin + (end - begin) * n / count / 2) * n / RATE for n in range(count))
    return _file(_shape(math.sin(2 * math.pi * turn), n, count) for n, turn in enumerate(turns))


@cache
def clap(seconds: float = 0.3) -> bytes:
    """Return a burst of noise that dies away, the same each time."""
    chance = random.Random(1)  # noqa: S311
    count = int(RATE * seconds)
    return _file(chance.uniform(-1, 1) * math.exp(-9 * n / count) for n in range(count))


def samples(wav: bytes) -> int:
    """Return how many samples a WAV file has."""
    with wave.open(io.BytesIO(wav)) as file:
        return int(file.getnframes())


def _tone(pitch: float, seconds: float) -> Iterable[float]:
    count = int(RATE * seconds)
    step = 2 * math.pi * pitch / RATE
    # A second, softer tone an octave above makes it less like a telephone's.
    return (
        _shape(0.75 * math.sin(step * n) + 0.25 * math.sin(2 * step * n), n, count)
        for n in range(count)
    )


def _shape(value: float, n: int, count: int) -> float:
    edge = max(1, int(RATE * _FADE))
    return value * min(1.0, n / edge, (count - n) / edge)


def _file(values: Iterable[float]) -> bytes:
    data = array("h", (round(_LOUD * value) for value in values))
    if sys.byteorder == "big":
        data.byteswap()  # WAV's numbers begin with their small end
    body = io.BytesIO()
    with wave.open(body, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(data.tobytes())
    return body.getvalue()
