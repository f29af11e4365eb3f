"""Runs a few processes as one: starts them, restarts what dies, stops all and leaves no orphan."""

import ctypes
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from contextlib import contextmanager
from contextlib import suppress
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path
from types import FrameType
from typing import Final

_FIRST_DELAY: Final = 0.25
_LONGEST_DELAY: Final = 30.0
_HEALTHY_AFTER: Final = 60.0
"""Seconds after which a process counts as well again, so that its next restart is quick."""
_READY_EVERY: Final = 0.05
_PR_SET_PDEATHSIG: Final = 1  # linux/prctl.h
_LIBC: Final = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass(frozen=True)
class Spec:
    """One process to keep running."""

    name: str
    command: Sequence[str]
    environ: Mapping[str, str] | None = None
    """All of its variables; None gives it the supervisor's."""
    folder: Path | None = None
    essential: bool = False
    """Whether all stop when it dies before everything was ready."""
    grace: float = 5.0
    """Seconds it has to stop before it is killed."""


@dataclass
class _Child:
    spec: Spec
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    failures: int = 0
    due: float = 0.0

    def start(self) -> None:
        self.started = time.monotonic()
        # A session of its own: Ctrl-C in the terminal reaches only the supervisor, which then
        # stops its children in order.
        self.process = subprocess.Popen(  # noqa: S603  the commands are ours
            self.spec.command,
            env=self.spec.environ,
            cwd=self.spec.folder,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_stop_with_parent,
        )

    def ended(self) -> int | None:
        """Return the exit status of a process that just ended, once; None while it runs."""
        if self.process is None or (status := self.process.poll()) is None:
            return None
        _kill_group(self.process)
        self.process = None
        return status

    def plan_restart(self) -> None:
        now = time.monotonic()
        self.failures = 0 if now - self.started > _HEALTHY_AFTER else self.failures + 1
        self.due = now + min(_FIRST_DELAY * 2 ** max(0, self.failures - 1), _LONGEST_DELAY)

    def stop(self, hurried: Callable[[], bool]) -> None:
        """Stop it kindly; kill it after its grace, or as soon as the person hurries."""
        process, self.process = self.process, None
        if process is None:
            return
        process.terminate()
        deadline = time.monotonic() + self.spec.grace
        while process.poll() is None and time.monotonic() < deadline and not hurried():
            time.sleep(0.02)
        _kill_group(process)
        process.wait()


@dataclass
class Supervisor:
    """Keeps the processes of `specs` running until a signal asks to stop.

    They start in the order of `specs` and stop in reverse. `ready` is asked again and again until
    it says yes; then `on_ready` is called once. `say` gets sentences for the person who watches.
    """

    specs: Sequence[Spec]
    ready: Callable[[], bool] = lambda: True
    on_ready: Callable[[], None] = lambda: None
    say: Callable[[str], None] = print
    _children: list[_Child] = field(default_factory=list, init=False)
    _asked: int = field(default=0, init=False)
    _failed: bool = field(default=False, init=False)
    _is_ready: bool = field(default=False, init=False)

    def run(self) -> int:
        """Run until asked to stop; return 0, or 1 when an essential process could not start."""
        self._children = [_Child(spec) for spec in self.specs]
        with self._signals() as wake:
            try:
                for child in self._children:
                    child.start()
                while not self._asked and not self._failed:
                    self._step()
                    _wait(wake, self._pause())
            finally:
                self._stop()
        return 1 if self._failed else 0

    def _step(self) -> None:
        for child in self._children:
            status = child.ended()
            if status is not None:
                self._died(child, status)
            elif child.process is None and time.monotonic() >= child.due:
                child.start()
        if not self._is_ready and not self._failed and self.ready():
            self._is_ready = True
            self.on_ready()

    def _died(self, child: _Child, status: int) -> None:
        if child.spec.essential and not self._is_ready:
            self._failed = True
            return
        child.plan_restart()
        self.say(f"The {child.spec.name} stopped ({_reason(status)}). Starting it again.")

    def _pause(self) -> float:
        """Return how many seconds may pass before the next look, unless a signal comes."""
        if not self._is_ready:
            return _READY_EVERY
        waiting = [child.due for child in self._children if child.process is None]
        return max(0.0, min([*waiting, time.monotonic() + 60]) - time.monotonic())

    def _stop(self) -> None:
        already = self._asked
        for child in reversed(self._children):
            child.stop(hurried=lambda: self._asked > max(1, already))

    @contextmanager
    def _signals(self) -> Iterator[socket.socket]:
        """Count requests to stop; yield a socket that becomes readable at every signal."""
        reader, writer = socket.socketpair()
        reader.setblocking(False)
        writer.setblocking(False)
        old_writer = signal.set_wakeup_fd(writer.fileno(), warn_on_full_buffer=False)
        old = {number: signal.signal(number, self._ask) for number in _stop_signals()}
        # Without any handler SIGCHLD would not write to the socket.
        old[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, lambda *_: None)
        try:
            yield reader
        finally:
            for number, handler in old.items():
                signal.signal(number, handler)
            signal.set_wakeup_fd(old_writer)
            reader.close()
            writer.close()

    def _ask(self, number: int, frame: FrameType | None) -> None:
        self._asked += 1


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    """Kill what the process left behind: workers must not outlive the one that led them."""
    # All may be gone already; macOS says EPERM for a group of zombies.
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def _wait(wake: socket.socket, seconds: float) -> None:
    if select.select([wake], [], [], seconds)[0]:
        wake.recv(1024)


def _stop_signals() -> list[signal.Signals]:
    """Return the signals that ask to stop; a hang-up does not when `nohup` made it ignored."""
    ignored = signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
    return [signal.SIGINT, signal.SIGTERM, *([] if ignored else [signal.SIGHUP])]


def _stop_with_parent() -> None:
    """Ask Linux to stop this child should the supervisor be killed; runs between fork and exec."""
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _reason(status: int) -> str:
    return signal.Signals(-status).name if status < 0 else f"exit status {status}"
