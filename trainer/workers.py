"""Keeps one worker: starts it when there is work, and another one when it has died."""

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import cast
from typing import IO

import msgspec

from trainer import frames
from trainer.errands import AnyErrand
from trainer.errands import AnyReply
from trainer.turns import Turns
from trainer.worker import IDLE_SECONDS
from trainer.worker import RELEASE_SECONDS

START_SECONDS = 90.0
"""For a process to start, and for networks to come from the card into memory; an emulated Pi takes
two minutes."""
_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(AnyReply)
COMMAND = (sys.executable, "-m", "trainer.worker", str(IDLE_SECONDS), str(RELEASE_SECONDS))


class WorkerAway(Exception):
    """The worker cannot start, or cannot load its networks, here and now."""


class WorkerDied(Exception):
    """The worker died over an errand."""


class WorkerSlow(Exception):
    """The worker took longer over an errand than it may, and was ended."""


class Worker:
    """One process, and the pipes to it; raises WorkerAway where it does not start."""

    def __init__(self, command: tuple[str, ...], start_seconds: float) -> None:
        self._process = subprocess.Popen(  # noqa: S603  the command is ours
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
            cwd=Path(__file__).parent.parent,
            # So that Ctrl-C in a terminal reaches it only through the service.
            process_group=0,
        )
        self._start_seconds = start_seconds
        self._into = cast(IO[bytes], self._process.stdin).fileno()
        self._out = cast(IO[bytes], self._process.stdout).fileno()
        os.set_blocking(self._into, False)
        try:
            frames.read(self._out, start_seconds)
        except BaseException as error:
            self.end()
            if isinstance(error, (frames.Closed, frames.Late)):
                raise WorkerAway from None
            raise

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the process is still there."""
        return self._process.poll() is None

    def ask(self, errand: bytes, seconds: float) -> bytes:
        """Return the reply; raises WorkerAway before the work on it began, then the others."""
        try:
            frames.write(self._into, errand, self._start_seconds)
            first = frames.read(self._out, self._start_seconds)
        except (frames.Closed, frames.Late):
            raise WorkerAway from None
        try:
            return first or frames.read(self._out, seconds)
        except frames.Closed:
            raise WorkerDied from None
        except frames.Late:
            raise WorkerSlow from None

    def end(self) -> None:
        """End the process, if it still runs, and take its last trace off the system."""
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(BrokenPipeError):
                cast(IO[bytes], pipe).close()
        self._process.wait()


class Workers:
    """Asks one worker after the other; what is urgent goes before what is not."""

    def __init__(
        self, command: tuple[str, ...] = COMMAND, *, start_seconds: float = START_SECONDS
    ) -> None:
        self._command = command
        self._start_seconds = start_seconds
        self._turns = Turns()
        self._worker: Worker | None = None

    @property
    def pid(self) -> int:
        """The process id of the worker, 0 where there is none."""
        worker = self._worker
        return worker.pid if worker is not None and worker.alive else 0

    def ask(self, errand: AnyErrand, seconds: float, *, urgent: bool = True) -> AnyReply:
        """Return the reply of a worker that has `seconds` for the work itself.

        Raises WorkerAway, WorkerDied and WorkerSlow; the next call has another worker.
        """
        body = _ENCODER.encode(errand)
        with self._turns.turn(urgent=urgent):
            try:
                reply: AnyReply = _DECODER.decode(self._tried(body, seconds))
                return reply
            except BaseException:
                self._end()
                raise

    def close(self) -> None:
        """End the worker, once it has nothing to do."""
        with self._turns.turn(urgent=True):
            self._end()

    def _tried(self, body: bytes, seconds: float) -> bytes:
        """Ask again where the worker went before it began: it may have been idle for too long."""
        try:
            return self._started().ask(body, seconds)
        except WorkerAway:
            self._end()
            return self._started().ask(body, seconds)

    def _started(self) -> Worker:
        if self._worker is not None and not self._worker.alive:
            self._end()
        if self._worker is None:
            self._worker = Worker(self._command, self._start_seconds)
        return self._worker

    def _end(self) -> None:
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.end()
