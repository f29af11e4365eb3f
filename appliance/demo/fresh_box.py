"""A box of its own for the demo: fresh throw-away data, gone when the demo ends."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from appliance.demo.client import Client
from appliance.demo.client import Refused
from appliance.paths import Paths

SECONDS_TO_START = 60
SECONDS_TO_STOP = 20
LOG_LINES = 20


class NoBox(Exception):
    """The box did not start; the message is for a person and says what to do."""


class FreshBox:
    """`python -m appliance serve` on `port`, in a temporary folder; a context manager."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._folder = tempfile.TemporaryDirectory(prefix="crowdbox-demo-")
        self._data = Path(self._folder.name) / "data"
        self._log = Path(self._folder.name) / "log.txt"
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "FreshBox":
        """Start the box and wait until it answers; raises NoBox."""
        try:
            self._check_port()
            self._start()
            self._wait()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def claim_code(self) -> str:
        """Return the one-time code that makes somebody this box's teacher."""
        return Paths(self._data).claim_code.read_text(encoding="utf-8").strip()

    def log(self) -> str:
        """Return the last lines that the box has printed."""
        lines = self._log.read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join(lines[-LOG_LINES:])

    def close(self) -> None:
        """Stop the box and remove its data."""
        process, self._process = self._process, None
        if process is not None:
            process.terminate()
            try:
                process.wait(SECONDS_TO_STOP)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._folder.cleanup()

    def _check_port(self) -> None:
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                raise NoBox(
                    f"Port {self.port} is taken, perhaps by another box. "
                    "Stop that one, or choose a port: CROWDBOX_PORT=8090 make demo"
                )

    def _start(self) -> None:
        self._data.mkdir(mode=0o700)
        variables = {"CROWDBOX_DATA": str(self._data), "CROWDBOX_PORT": str(self.port)}
        # A session of its own: Ctrl-C reaches the demo alone, which then stops the box in order.
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "appliance", "serve"],
                env=os.environ | variables,
                stdout=log,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )

    def _wait(self) -> None:
        client = Client(self.port)
        end = time.monotonic() + SECONDS_TO_START
        with closing(client):
            while time.monotonic() < end:
                if self._process is None or self._process.poll() is not None:
                    raise NoBox(f"The box did not start. It said:\n{self.log()}")
                try:
                    client.call("GET", "/health")
                    return
                except (OSError, Refused):
                    time.sleep(0.2)
        raise NoBox(f"The box did not answer for {SECONDS_TO_START} s. It said:\n{self.log()}")
