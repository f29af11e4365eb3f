"""Starts the processes that train, keeps one ready, and tells how each one ended."""

import os
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from typing import cast
from typing import IO

import msgspec

from trainer.orders import Order

HEARTBEAT_SECONDS = 0.5
SPARE_SECONDS = 900.0
"""How long a process waits for a training before it goes and frees its memory."""
_CHUNK = 65_536
_ENDS = {
    signal.SIGALRM: ("too_slow", "the training took longer than it may"),
    # What compiled code does when it gets no memory: give up, or use it without looking.
    signal.SIGABRT: ("out_of_memory", "the training needed more memory than it may use"),
    signal.SIGSEGV: ("out_of_memory", "the training needed more memory than it may use"),
}


class Fit:
    """One training in a process of its own, which starts at once and waits for its order."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "trainer.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=Path(__file__).parent.parent,
            # So that Ctrl-C in a terminal reaches it only through the service.
            process_group=0,
        )
        self._input = cast(IO[bytes], self._process.stdin)
        self._output = cast(IO[bytes], self._process.stdout)
        self._cancelled = False

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the process is still there."""
        return self._process.poll() is None

    def feed(self, order: Order, request: Iterable[bytes]) -> None:
        """Send the order and the request; a process that died meanwhile is told by `events`."""
        try:
            self._input.write(msgspec.json.encode(order) + b"\n")
            for chunk in request:
                self._input.write(chunk)
            self._input.flush()
        except BrokenPipeError:
            for _ in request:
                pass  # the client has to be rid of it before it listens

    def events(self) -> Iterator[bytes]:
        """Give lines of JSON: progress, heartbeats while there is none, and last how it ended."""
        last: dict[str, Any] = {}
        for line in self._lines():
            if line:
                last = msgspec.json.decode(line)
            yield line or _line(event="heartbeat")
        if last.get("event") not in ("done", "failed"):
            code, message = self._end()
            yield _line(event="failed", code=code, message=message)

    def cancel(self) -> None:
        """End the training; `events` says `cancelled`."""
        self._cancelled = True
        self._process.kill()

    def close(self) -> None:
        """End the process, if it still runs, and take its last trace off the system."""
        self._process.kill()
        self._output.close()
        with suppress(BrokenPipeError):
            self._input.close()
        self._process.wait()

    def _lines(self) -> Iterator[bytes]:
        pipe = self._output.fileno()
        rest = b""
        while True:
            if not select.select([pipe], [], [], HEARTBEAT_SECONDS)[0]:
                yield b""
                continue
            chunk = os.read(pipe, _CHUNK)
            if not chunk:
                return
            *lines, rest = (rest + chunk).split(b"\n")
            yield from (line + b"\n" for line in lines)

    def _end(self) -> tuple[str, str]:
        code = self._process.wait()
        if self._cancelled:
            return "cancelled", "the training was cancelled"
        if code < 0 and -code in _ENDS:
            return _ENDS[signal.Signals(-code)]
        return "stopped", f"something ended the training (status {code})"


class Nursery:
    """Gives processes for trainings, and has the next one import its libraries beforehand."""

    def __init__(self, spare_seconds: float = SPARE_SECONDS) -> None:
        self._lock = threading.Lock()
        self._spare: Fit | None = None
        self._timer: threading.Timer | None = None
        self._seconds = spare_seconds

    def fit(self) -> Fit:
        """Return a process that waits for its order."""
        spare = self._take()
        if spare is None or spare.alive:
            return spare or Fit()
        spare.close()
        return Fit()

    def warm(self) -> None:
        """Have a process ready for the next training, for a while."""
        self.cool()
        with self._lock:
            self._spare = Fit()
            self._timer = threading.Timer(self._seconds, self.cool)
            self._timer.daemon = True
            self._timer.start()

    def cool(self) -> None:
        """End the process that waits, if there is one."""
        spare = self._take()
        if spare is not None:
            spare.close()

    def _take(self) -> Fit | None:
        with self._lock:
            spare, self._spare = self._spare, None
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None
        return spare


def _line(**event: str) -> bytes:
    return msgspec.json.encode(event) + b"\n"
