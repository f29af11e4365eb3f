"""HTTP over a Unix socket to the trainer: requests that wait for it to come back."""

import http.client
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import msgspec

from appliance.trainer_messages import Refusal

_PAUSE = 0.1
_SILENCE = 120.0
"""Seconds without an answer, not even a heartbeat, after which the trainer is taken for dead.

On the smallest boards its start takes a minute (71 s were seen in the emulator). It is more than
the `START_SECONDS` that trainer.workers gives a worker.
"""
_MOST_IDLE = 8
_READ = "application/octet-stream"

T = TypeVar("T")


class TrainerAway(Exception):
    """The trainer does not answer; its supervisor starts it again."""


class TrainerRefused(Exception):
    """The trainer answered with an error; `code` says which."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code


class Connection(http.client.HTTPConnection):
    """One connection to the socket at `path`."""

    def __init__(self, path: Path) -> None:
        super().__init__("trainer", timeout=_SILENCE)
        self._path = path

    def connect(self) -> None:
        """Open the socket; raises OSError."""
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self._path))

    def sent(self, method: str, url: str, body: bytes) -> http.client.HTTPResponse:
        """Send a request and return the response, not yet read; raises TrainerRefused."""
        self.request(method, url, body, {"Content-Type": _READ})
        response = self.getresponse()
        if response.status >= 400:
            with suppress(msgspec.MsgspecError):
                refusal = msgspec.json.decode(response.read(), type=Refusal)
                raise TrainerRefused(response.status, refusal.error.code)
            raise TrainerRefused(response.status, "broken")
        return response


class Link:
    """Asks the trainer from any number of threads; idle connections are kept."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._idle: list[Connection] = []
        self._closed = False
        self._lock = threading.Lock()

    def ask(self, method: str, url: str, body: bytes, patience: float) -> bytes:
        """Return the body of the reply; raises TrainerRefused, and TrainerAway in the end."""
        return patiently(lambda: self._answer(method, url, body), patience)

    def close(self) -> None:
        """Close the connections that are kept, and keep none from now on.

        Who still waits for an answer gets it, and the connection is closed after it.
        """
        with self._lock:
            self._closed = True
        self._drop()

    def _answer(self, method: str, url: str, body: bytes) -> bytes:
        connection = self._connection()
        try:
            reply = connection.sent(method, url, body).read()
        except TrainerRefused:
            self._keep(connection)
            raise
        except BaseException:
            connection.close()
            self._drop()  # the others were to the same trainer, and are as dead
            raise
        self._keep(connection)
        return reply

    def _connection(self) -> Connection:
        with self._lock:
            return self._idle.pop() if self._idle else Connection(self.path)

    def _keep(self, connection: Connection) -> None:
        with self._lock:
            if not self._closed and len(self._idle) < _MOST_IDLE:
                self._idle.append(connection)
                return
        connection.close()

    def _drop(self) -> None:
        with self._lock:
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()


def patiently(attempt: Callable[[], T], patience: float) -> T:
    """Try until it works or `patience` seconds are over; raises TrainerAway then."""
    end = time.monotonic() + patience
    pause = 0.0  # at first it may just have been a connection that was kept for too long
    while True:
        try:
            return attempt()
        except (OSError, http.client.HTTPException) as error:
            if time.monotonic() >= end:
                raise TrainerAway from error
        time.sleep(pause)
        pause = _PAUSE
