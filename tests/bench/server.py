"""Servers to measure: a box or a bare route, under the box's gunicorn settings, on a free port."""

import http.client
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Any

from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[2]


class Server:
    """A web server in a process group of its own."""

    def __init__(self, app: str, data: Path, port: int = 0, **settings: object) -> None:
        self.app, self.data, self.port = app, data, port or free_port()
        self._threads = threading.local()
        named = {f"CROWDBOX_{name.upper()}": str(value) for name, value in settings.items()}
        self.environ = os.environ | {
            "CROWDBOX_DATA": str(data),
            "CROWDBOX_PORT": str(self.port),
            "CROWDBOX_HOST": "127.0.0.1",
            "CROWDBOX_ANNOUNCE": "0",
            "PYTHONPATH": str(ROOT),
            **named,
        }

    def __enter__(self) -> "Server":
        self.processes: list[subprocess.Popen[bytes]] = []
        self.start("gunicorn", "-c", "python:webui.gunicorn_conf", f"{self.app}()")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for process in self.processes:
            process.send_signal(signal.SIGTERM)
        for process in self.processes:
            process.wait(timeout=20)

    def start(self, module: str, *arguments: str) -> subprocess.Popen[bytes]:
        """Start one of the box's processes."""
        process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments], env=self.environ, cwd=ROOT
        )
        self.processes.append(process)
        return process

    def start_trainer(self) -> subprocess.Popen[bytes]:
        """Start the trainer beside the pages and wait until it answers."""
        run = self.data / "run"
        process = self.start(
            "trainer", "serve", "--socket", str(run / "trainer.sock"),
            "--state", str(run / "trainer"),
        )  # fmt: skip
        until(lambda: (run / "trainer.sock").exists(), 30)
        return process

    def call(
        self, method: str, path: str, body: object = None, token: str = "", keep: bool = False
    ) -> Any:
        """Return the JSON that the box replies; raises RuntimeError where it refuses.

        `keep` keeps one connection for each thread, as browsers do.
        """
        connection = self._kept() if keep else self._connection()
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        data = None
        if body is not None:
            headers["Content-Type"] = "application/json"
            data = json.dumps(body).encode()
        connection.request(method, path, data, headers)
        reply = connection.getresponse()
        content = reply.read()
        if not keep:
            connection.close()
        if reply.status >= 400:
            raise RuntimeError(f"{method} {path}: {reply.status} {content[:300]!r}")
        return json.loads(content) if content else None

    def _connection(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def _kept(self) -> http.client.HTTPConnection:
        if not hasattr(self._threads, "connection"):
            self._threads.connection = self._connection()
        kept: http.client.HTTPConnection = self._threads.connection
        return kept

    def wait(self, path: str) -> float:
        """Return the seconds until `path` answered for the first time."""
        began = time.perf_counter()

        def answers() -> bool:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
            try:
                connection.request("GET", path)
                return connection.getresponse().status < 500
            except OSError:
                return False
            finally:
                connection.close()

        until(answers, 30)
        return time.perf_counter() - began

    def memory(self, process: subprocess.Popen[bytes]) -> dict[str, float]:
        """Return MB of a process and its children: `pss` shares what is shared, `rss` does not."""
        total = {"pss": 0.0, "rss": 0.0}
        for pid in [process.pid, *descendants(process.pid)]:
            text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
            for line in text.splitlines():
                name, _, rest = line.partition(":")
                if name.lower() in total:
                    total[name.lower()] += int(rest.split()[0]) / 1000
        return total


def descendants(pid: int) -> list[int]:
    """Return the processes that a process started, and those that they started."""
    tasks = Path(f"/proc/{pid}/task").glob("*/children")  # each thread has its own children
    children = [int(child) for task in tasks for child in task.read_text("ascii").split()]
    return [found for child in children for found in (child, *descendants(child))]


def until(done: Any, seconds: float) -> None:
    """Wait until `done()`; raises TimeoutError."""
    deadline = time.monotonic() + seconds
    while not done():
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(0.02)
