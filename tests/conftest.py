import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

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

    def fit(self, request: Request, query: str = "", name: str = "job") -> list[dict[str, Any]]:
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

    def idle(self) -> None:
        """Wait until no training runs."""
        self._wait(lambda: not self.fitting())

    def kill(self) -> None:
        """Kill the service without a word, worker and all."""
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
