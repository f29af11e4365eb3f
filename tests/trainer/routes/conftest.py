import base64
import io
import json
import wave
from collections.abc import Callable
from typing import Any

import msgspec
import numpy as np
import pytest
from PIL import Image

from trainer.vectors import item_key

Event = dict[str, Any]
Taught = tuple[str, dict[str, bytes]]


def picture(colour: str, seed: int) -> bytes:
    noise = np.random.default_rng(seed).integers(0, 60, (96, 128, 3), dtype=np.uint8)
    image = Image.new("RGB", (128, 96), colour)
    pixels = np.asarray(image) // 2 + noise
    out = io.BytesIO()
    Image.fromarray(pixels.astype(np.uint8)).save(out, "PNG")
    return out.getvalue()


def sound(pitch: float, seed: int) -> bytes:
    noise = np.random.default_rng(seed).normal(size=16_000) * 300
    tone = np.sin(np.arange(16_000) * pitch) * 15_000 + noise
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(tone.astype("<i2").tobytes())
    return out.getvalue()


FILES: dict[str, Callable[[str, int], bytes]] = {
    "images": lambda label, seed: picture({"a": "red", "b": "blue"}[label], seed),
    "sounds": lambda label, seed: sound({"a": 0.05, "b": 0.6}[label], seed),
}


@pytest.fixture(scope="session")
def taught(trainer: Any) -> Callable[[str], Event]:
    """Teach a model of pictures or sounds with two labels, as the box does; give what is of use."""
    made: dict[str, Event] = {}

    def taught(kind: str) -> Event:
        if kind not in made:
            made[kind] = _taught(trainer, kind)
        return made[kind]

    return taught


def _taught(trainer: Any, kind: str) -> Event:
    examples, items = [], []
    for label in "ab":
        for seed in range(8):
            status, reply = trainer.ask("POST", f"/media/{kind}", FILES[kind](label, seed))
            assert status == 200, reply
            stored = msgspec.msgpack.decode(reply)["data"]
            items.append((item_key(stored), stored))
            examples.append([label, item_key(stored), f"p{seed % 4}"])
    status, reply = trainer.ask("POST", f"/vectors/{kind}", msgspec.msgpack.encode(items))
    assert status == 200, reply
    last = trainer.fit({"type": kind, "labels": ["a", "b"], "examples": examples})[-1]
    file = FILES[kind]("b", 99)
    return {"done": last, "stored": json.loads(reply)["stored"], "items": items, "file": file}


@pytest.fixture
def asked(trainer: Any) -> Callable[..., tuple[int, Any]]:
    """Ask a model about files."""

    def asked(model: str, *files: bytes, why: bool = False) -> tuple[int, Any]:
        data = [base64.b64encode(file).decode() for file in files]
        body = json.dumps({"data": data, "why": why}).encode()
        status, reply = trainer.ask("POST", f"/models/{model}/predict", body)
        return status, json.loads(reply)

    return asked
