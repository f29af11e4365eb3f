import hashlib
import http.client
import io
import json
import math
import os
import random
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
import wave
import zipfile
from collections.abc import Callable
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from PIL import Image

ROOT = Path(__file__).parent.parent
Request = dict[str, Any]


class Trainer:
    """A real trainer in a process of its own, on a socket in a short folder."""

    def __init__(self, folder: Path) -> None:
        self.socket = folder / "trainer.sock"
        self.state = folder / "state"
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "trainer", "serve"]
        places = ["--socket", str(self.socket), "--state", str(self.state)]
        self.process = subprocess.Popen([*command, *places], cwd=ROOT)
        self._wait(lambda: self.answers())

    def answers(self) -> bool:
        try:
            return self.ask("GET", "/health")[0] == 200
        except OSError:
            return False

    def connection(self) -> http.client.HTTPConnection:
        connection = http.client.HTTPConnection("trainer", timeout=20)
        connection.sock = socket.socket(socket.AF_UNIX)
        connection.sock.settimeout(20)
        try:
            connection.sock.connect(str(self.socket))
        except OSError:
            connection.close()
            raise
        return connection

    def ask(self, method: str, url: str, body: bytes = b"") -> tuple[int, bytes]:
        connection = self.connection()
        try:
            connection.request(method, url, body)
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    def see(self, request: Request) -> None:
        """Have the vectors of all texts of a request, as a training needs them."""
        texts = [data.encode() for _, data, _ in (*request["examples"], *request.get("test", []))]
        items = [(hashlib.sha256(text).hexdigest(), text) for text in texts]
        query = f"?language={request.get('language', '')}"
        for start in range(0, len(items), 256):
            body = msgspec.msgpack.encode(items[start : start + 256])
            status, reply = self.ask("POST", f"/vectors/text{query}", body)
            assert status == 200, reply

    def fit(self, request: Request, query: str = "", name: str = "job") -> list[dict[str, Any]]:
        if request.get("type") == "text":
            self.see(request)
        _, body = self.ask("POST", f"/fits/{name}{query}", json.dumps(request).encode())
        return [json.loads(line) for line in body.splitlines()]

    def fitting(self) -> dict[str, int]:
        """The trainings that run, and the process of each."""
        fits: dict[str, int] = json.loads(self.ask("GET", "/health")[1])["fits"]
        return fits

    def busy(self) -> int:
        """Wait for a training to run and return its process id."""
        self._wait(lambda: bool(self.fitting()))
        return next(iter(self.fitting().values()))

    def worker(self) -> int:
        """The process id of the worker, 0 where there is none."""
        pid: int = json.loads(self.ask("GET", "/health")[1])["worker"]
        return pid

    def idle(self) -> None:
        """Wait until no training runs."""
        self._wait(lambda: not self.fitting())

    def kill(self) -> None:
        """Kill the service without a word, worker and all."""
        # One that sees its worker die makes another, which would answer in the place of the next.
        self.process.send_signal(signal.SIGSTOP)
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        for pid in map(int, children.read_text().split()):
            os.kill(pid, signal.SIGKILL)
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)

    def _wait(self, until: Callable[[], bool]) -> None:
        end = time.monotonic() + 20
        while not until():
            assert time.monotonic() < end, "waited for the trainer for too long"
            time.sleep(0.02)


@pytest.fixture(scope="session")
def trainer() -> Iterator[Trainer]:
    """A trainer that tests share, and leave as they found it."""
    with tempfile.TemporaryDirectory(prefix="cb") as folder:
        running = Trainer(Path(folder))
        yield running
        running.stop()


@pytest.fixture
def own_trainer() -> Iterator[Trainer]:
    """A trainer that a test may kill."""
    with tempfile.TemporaryDirectory(prefix="cb") as folder:
        running = Trainer(Path(folder))
        yield running
        if running.process.poll() is None:
            running.stop()


def _gone(pid: int) -> bool:
    end = time.monotonic() + 10
    while time.monotonic() < end:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state == "Z":  # nobody has asked how it ended, but it has
            return True
        time.sleep(0.01)
    return False


@pytest.fixture
def gone() -> Callable[[int], bool]:
    """Wait for a process to end and tell whether it did."""
    return _gone


@pytest.fixture(scope="session")
def small_request() -> Request:
    """Four students on cats and dogs."""
    said = {"cat": "my cat {} purrs softly", "dog": "the dog {} barks loudly"}
    things = ["Tom", "Kitty", "Rex", "Bello", "Momo"]
    examples = [
        [label, sentence.format(thing), who]
        for label, sentence in said.items()
        for who in ("ana", "bo", "cem", "dee")
        for thing in things
    ]
    return {"type": "text", "labels": ["cat", "dog"], "examples": examples}


@pytest.fixture(scope="session")
def long_request() -> Request:
    """Too much to be trained on within a test."""
    chance = random.Random(1)
    vocabulary = ["".join(chance.choices("aeioubdfgklmnprst", k=7)) for _ in range(4000)]
    labels = [f"label {number}" for number in range(40)]
    examples = [
        [labels[number % 40], " ".join(chance.choices(vocabulary, k=25)), f"s{number % 31}"]
        for number in range(1000)
    ]
    return {"type": "text", "labels": labels, "examples": examples}


@pytest.fixture(scope="session")
def picture() -> Callable[[int], bytes]:
    """`picture(3)`: a small JPEG; another number is another picture."""

    def picture(number: int = 0) -> bytes:
        colour = tuple(hashlib.sha256(b"%d" % number).digest()[:3])
        file = io.BytesIO()
        Image.new("RGB", (32, 24), colour).save(file, "JPEG")
        return file.getvalue()

    return picture


@pytest.fixture(scope="session")
def sound() -> Callable[..., bytes]:
    """`sound(440, seconds=0.5)`: a WAV file of a tone."""

    def sound(pitch: int = 440, seconds: float = 0.5) -> bytes:
        file, rate = io.BytesIO(), 16_000
        count = int(rate * seconds)
        samples = (int(9000 * math.sin(2 * math.pi * pitch * n / rate)) for n in range(count))
        with wave.open(file, "wb") as written:
            written.setnchannels(1)
            written.setsampwidth(2)
            written.setframerate(rate)
            written.writeframes(struct.pack(f"<{count}h", *samples))
        return file.getvalue()

    return sound


def _stage(*spoken: str) -> dict[str, Any]:
    return {"isStage": True, "name": "Stage", "lists": {"a": ["spoken", spoken]}, "costumes": []}


@pytest.fixture(scope="session")
def sb3() -> Callable[..., bytes]:
    """`sb3(3)`: a small Scratch program; another number is another one. `sb3(**{"a.svg": b""})`
    has a member more, or another one in the place of `project.json`."""

    def sb3(number: int = 0, **members: bytes) -> bytes:
        program = {"targets": [_stage(str(number))], "monitors": [], "extensions": []}
        content = {"project.json": json.dumps(program).encode(), "a.svg": b"<svg/>"} | members
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as archive:
            for name, data in content.items():
                # with zip's default date: the same program has the same bytes at any time
                archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
        return file.getvalue()

    return sb3


@pytest.fixture(scope="session")
def flac() -> Callable[..., bytes]:
    """`flac(2, seconds=1.5)`: what says of itself that it is a FLAC, with nothing to hear."""

    def flac(number: int = 0, seconds: float = 1.0) -> bytes:
        packed = 16_000 << 44 | 15 << 36 | int(16_000 * seconds)
        head = b"fLaC\x00\x00\x00\x22" + bytes(10) + packed.to_bytes(8, "big") + bytes(16)
        return head + number.to_bytes(4, "big")

    return flac
