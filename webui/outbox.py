"""What one live client is sent: frames written straight to its web socket, or kept for a poll."""

import queue
import socket
import threading
from typing import Any
from typing import Final

TEXT: Final = 0x81
BINARY: Final = 0x82
_BYE: Final = bytes([0x88, 2]) + (1000).to_bytes(2, "big")
_BACKLOG: Final = 400
"""Frames that wait for a client that does not keep up; it is hung up on then, and gets snapshots
when it comes back."""


class Line:
    """The writing half of a web socket; safe between threads."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._lock = threading.Lock()
        self._backlog: list[bytes] = []
        self._ended = False

    def send(self, frame: bytes) -> None:
        """Send a frame now or, if the client does not keep up, as soon as it does."""
        with self._lock:
            if self._ended:
                return
            if self._backlog:
                self._wait_in_line(frame)
                return
            rest = self._sent_now(frame)
            if rest:
                self._backlog.append(rest)
                threading.Thread(target=self._write_backlog, daemon=True).start()

    def end(self) -> None:
        """Say goodbye and close both directions, which wakes whoever reads."""
        with self._lock:
            if not self._ended and not self._backlog:
                self._sent_now(_BYE)
            self._ended = True
        self._shut()

    def _wait_in_line(self, frame: bytes) -> None:
        self._backlog.append(frame)
        if len(self._backlog) > _BACKLOG:
            self._ended = True
            self._shut()

    def _sent_now(self, frame: bytes) -> bytes:
        """Send what the kernel takes at once, and return the rest."""
        try:
            return frame[self._sock.send(frame, socket.MSG_DONTWAIT) :]
        except BlockingIOError:
            return frame
        except OSError:  # the client is gone; the reading half notices too
            self._ended = True
            return b""

    def _write_backlog(self) -> None:
        while True:
            try:
                self._sock.sendall(self._backlog[0])
            except OSError:
                self._ended = True
            with self._lock:
                del self._backlog[0]
                if self._ended:
                    self._backlog.clear()
                if not self._backlog:
                    return

    def _shut(self) -> None:
        try:
            self._sock.shutdown(socket.SHUT_RDWR)
        except OSError:  # gone already
            return


class Outbox(queue.Queue[Any]):
    """Packets for one client: kept while it polls, written at once when it has a web socket.

    None is engineio's sign for the end.
    """

    def __init__(self) -> None:
        super().__init__()
        self._line: Line | None = None
        self._order = threading.Lock()

    def put(self, item: Any, block: bool = True, timeout: float | None = None) -> None:
        """Send a packet, or keep it for the next poll."""
        with self._order:
            if self._line is None:
                super().put(item, block, timeout)
            else:
                _write(self._line, item)

    def attach(self, line: Line) -> None:
        """Write to `line` from now on, first of all what was kept."""
        with self._order:
            while not self.empty():
                _write(line, self.get_nowait())
                self.task_done()
            self._line = line


def _write(line: Line, item: Any) -> None:
    if item is None:
        line.end()
    else:
        line.send(_framed(item))


def _framed(item: Any) -> bytes:
    """Return a packet as a frame, made once: a broadcast sends the same packet to everybody."""
    made: bytes | None = getattr(item, "frame", None)
    if made is None:
        content = item.encode()
        binary = isinstance(content, bytes)
        made = frame(BINARY if binary else TEXT, content if binary else content.encode())
        item.frame = made
    return made


def frame(kind: int, content: bytes) -> bytes:
    """Return an unmasked frame, as servers send them (RFC 6455, 5.2)."""
    size = len(content)
    if size < 126:
        return bytes([kind, size]) + content
    if size < 1 << 16:
        return bytes([kind, 126]) + size.to_bytes(2, "big") + content
    return bytes([kind, 127]) + size.to_bytes(8, "big") + content
