"""Made-up examples of each type, such that a model has something to learn, and a trainer."""

import io
import json
import random
import subprocess
import sys
import tempfile
import time
import wave
from collections.abc import Iterator
from collections.abc import Sequence
from contextlib import contextmanager
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
from PIL import Image

from appliance.demo.sentences import LABELS
from appliance.trainer_client import Done
from appliance.trainer_client import Failed
from appliance.trainer_client import TrainerClient
from trainer.learning import Field
from trainer.learning import Request
from trainer.media import normalise
from trainer.vectors import item_key

ROOT = Path(__file__).resolve().parents[2]
STUDENTS = 30


def texts(size: int) -> Request:
    """Return sentences like those of a class: some words tell the label, most do not."""
    chance = random.Random(size)
    common = ["".join(chance.choices("aeioustnrlmbd", k=chance.randint(2, 8))) for _ in range(900)]
    telling = {label: chance.sample(common, 40) for label in LABELS}
    rows = []
    for number in range(size):
        label = LABELS[number % len(LABELS)]
        words = chance.choices(common, k=7) + chance.choices(telling[label], k=3)
        rows.append((label, " ".join(words), f"student {number % STUDENTS}"))
    return Request("text", LABELS, tuple(rows))


def tables(size: int) -> Request:
    """Return rows of four numbers and a choice with some gaps, of which three tell the label."""
    chance = random.Random(size)
    rows = []
    for number in range(size):
        place = number % len(LABELS)
        told = [round(chance.gauss(place * weight, 1), 2) for weight in (1.5, 0.7, 0, 0)]
        row = [*told, chance.choice(["red", "green"]) if place % 2 else "blue"]
        if number % 9 == 0:
            row[number % 5] = None
        rows.append((LABELS[place], json.dumps(row), f"student {number % STUDENTS}"))
    choices = Field("colour", "choice", ("red", "green", "blue"))
    return Request(
        "numbers",
        LABELS,
        tuple(rows),
        fields=(*map(Field, ("one", "two", "three", "four")), choices),
    )


def sent(kind: str, count: int) -> list[bytes]:
    """Return files as phones send them, or texts: all different."""
    if kind == "text":
        return [data.encode() for _, data, _ in texts(count).examples]
    make = _picture if kind == "images" else _sound
    return [make(number) for number in range(count)]


def stored(kind: str, files: Sequence[bytes]) -> list[bytes]:
    """Return what the box stores of files."""
    if kind == "text":
        return list(files)
    return [normalise(kind, file).data for file in files]


def files(kind: str, count: int) -> tuple[Request, list[bytes]]:
    """Return a request about pictures or sounds, and the items themselves."""
    items = stored(kind, sent(kind, count))
    rows = [
        (LABELS[number % len(LABELS)], item_key(item), f"student {number % STUDENTS}")
        for number, item in enumerate(items)
    ]
    return Request(kind, LABELS, tuple(rows)), items


def _picture(seed: int) -> bytes:
    """Return a picture of 800 × 600 with some shapes in it."""
    small = np.random.default_rng(seed).integers(0, 255, (9, 12, 3), dtype=np.uint8)
    small[:, :, seed % 3] //= 1 + seed % len(LABELS)
    out = io.BytesIO()
    Image.fromarray(small).resize((800, 600), Image.Resampling.BICUBIC).save(out, "JPEG")
    return out.getvalue()


def _sound(seed: int) -> bytes:
    """Return one second of a tone in noise."""
    chance = np.random.default_rng(seed)
    pitch = (0.05, 0.11, 0.3, 0.7)[seed % len(LABELS)] * chance.uniform(0.9, 1.1)
    tone = np.sin(np.arange(16_000) * pitch) * 12_000 + chance.normal(size=16_000) * 900
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(tone.astype("<i2").tobytes())
    return out.getvalue()


@dataclass(frozen=True)
class Running:
    """A trainer on a socket of its own."""

    process: subprocess.Popen[bytes]
    client: TrainerClient
    folder: Path

    def see(self, kind: str, items: Sequence[bytes], language: str = "") -> None:
        """Have the vectors of stored items."""
        named = [(item_key(item), item) for item in items]
        for start in range(0, len(named), 64):
            self.client.store_vectors(kind, named[start : start + 64], language)

    def fit(self, request: Request) -> Done:
        """Train; raises RuntimeError where that fails."""
        body = msgspec.json.encode(request)
        with self.client.fit("bench", body, memory_mb=4_000, seconds=3_600) as events:
            last = next(event for event in events if isinstance(event, (Done, Failed)))
        if isinstance(last, Failed):
            raise RuntimeError(f"{last.code}: {last.message}")
        return last

    def processes(self) -> dict[str, int]:
        """Return the process ids of the service, its worker and a training, those that run."""
        [service] = _children(self.process.pid)
        found = {"service": service}
        for child in _children(service):
            command = Path(f"/proc/{child}/cmdline").read_bytes()
            found["worker" if b"trainer.worker" in command else "training"] = child
        return found

    def settle(self) -> None:
        """Wait until the process for the next training has imported what it needs."""
        end = time.monotonic() + 60
        while time.monotonic() < end:
            training = self.processes().get("training")
            if training and memory(training, "VmRSS") > 100 and not _busy(training):
                return
            time.sleep(0.05)


@contextmanager
def trainer() -> Iterator[Running]:
    """Give a trainer in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="bench") as name:
        folder = Path(name)
        places = ["--socket", str(folder / "s"), "--state", str(folder / "state")]
        command = [sys.executable, "-m", "trainer", "serve", *places]
        with subprocess.Popen(command, cwd=ROOT) as process:
            client = TrainerClient(folder / "s")
            try:
                client.uses()  # waits until it answers
                yield Running(process, client, folder)
            finally:
                client.close()
                process.terminate()


def memory(pid: int, field: str) -> float:
    """Return a field of a process's status in MB, such as VmRSS or VmHWM; 0 when it is gone."""
    return _megabytes(Path(f"/proc/{pid}/status"), field)


def pss(pid: int) -> float:
    """Return the memory of a process in MB, what it shares with others counted in part."""
    return _megabytes(Path(f"/proc/{pid}/smaps_rollup"), "Pss")


def _megabytes(path: Path, field: str) -> float:
    with suppress(OSError, StopIteration):
        lines = path.read_text().splitlines()
        return int(next(line for line in lines if line.startswith(f"{field}:")).split()[1]) / 1024
    return 0.0


def _busy(pid: int) -> bool:
    """Tell whether a process has used the processor in the last moments."""
    before = _ticks(pid)
    time.sleep(0.3)
    return _ticks(pid) != before or before < 0


def _ticks(pid: int) -> int:
    """Return the processor time of a process in ticks; −1 when it is gone."""
    with suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return int(fields[11]) + int(fields[12])
    return -1


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            found += map(int, path.read_text().split())
    return found
