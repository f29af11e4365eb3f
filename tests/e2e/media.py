"""What children bring along: pictures and sounds that are made here, each a little different."""

import io
import math
import random
import struct
import wave
from typing import Any

from PIL import Image
from PIL import ImageDraw

RATE = 16_000


def photo(kind: str, seed: int, size: tuple[int, int] = (640, 480)) -> bytes:
    """A JPEG of a red ball or of blue stripes, each time a little different."""
    dice = random.Random(f"{kind} {seed}")
    image = Image.new("RGB", size, (230, 225, dice.randrange(200, 255)))
    pen = ImageDraw.Draw(image)
    if kind == "Ball":
        x, y, r = dice.randrange(150, 450), dice.randrange(120, 350), dice.randrange(60, 110)
        pen.ellipse((x - r, y - r, x + r, y + r), fill=(dice.randrange(170, 255), 30, 30))
    else:
        width = dice.randrange(14, 40)
        for x in range(0, size[0], 2 * width):
            pen.rectangle((x, 0, x + width, size[1]), fill=(20, 40, dice.randrange(130, 220)))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=92)
    return out.getvalue()


def sound(kind: str, seed: int, seconds: float = 1.5) -> bytes:
    """A WAV of a low hum, of a high whistle or of quiet noise."""
    dice = random.Random(f"{kind} {seed}")
    pitch = {"Hum": dice.uniform(110, 180), "Whistle": dice.uniform(1500, 2200)}.get(kind, 0)
    samples = [
        0.5 * math.sin(2 * math.pi * pitch * at / RATE) + dice.uniform(-0.02, 0.02)
        for at in range(int(seconds * RATE))
    ]
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(b"".join(struct.pack("<h", int(30000 * each)) for each in samples))
    return out.getvalue()


def files(kind: str, count: int, first: int = 0) -> list[Any]:
    ending, mime = ("wav", "audio/wav") if kind in {"Hum", "Whistle", ""} else ("jpg", "image/jpeg")
    make = sound if ending == "wav" else photo
    return [
        {"name": f"{kind}-{n}.{ending}", "mimeType": mime, "buffer": make(kind, n)}
        for n in range(first, first + count)
    ]
