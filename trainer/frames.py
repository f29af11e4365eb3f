"""Frames on a pipe: four bytes of length, then as many bytes of msgpack; nothing in it can run."""

import os
import select
import time

LONGEST = 512_000_000
_LENGTH = 4
_CHUNK = 1 << 20


class Closed(Exception):
    """The other end of the pipe is gone."""


class Late(Exception):
    """The other end did not read or write in time."""


def pack(body: bytes) -> bytes:
    """Return a frame."""
    return len(body).to_bytes(_LENGTH, "little") + body


def read(pipe: int, seconds: float | None = None) -> bytes:
    """Return the body of the next frame; raises Closed, and Late after `seconds`."""
    end = None if seconds is None else time.monotonic() + seconds
    length = int.from_bytes(_exactly(pipe, _LENGTH, end), "little")
    if length > LONGEST:
        raise Closed  # not one of ours
    return _exactly(pipe, length, end)


def write(pipe: int, body: bytes, seconds: float | None = None) -> None:
    """Write a frame; raises Closed, and Late after `seconds` (on a pipe that does not block)."""
    end = None if seconds is None else time.monotonic() + seconds
    rest = memoryview(pack(body))
    while rest:
        _wait(pipe, select.POLLOUT, end)
        try:
            rest = rest[os.write(pipe, rest) :]
        except BlockingIOError:
            continue
        except BrokenPipeError:
            raise Closed from None


def _exactly(pipe: int, length: int, end: float | None) -> bytes:
    parts: list[bytes] = []
    while length:
        _wait(pipe, select.POLLIN, end)
        part = os.read(pipe, min(length, _CHUNK))
        if not part:
            raise Closed
        parts.append(part)
        length -= len(part)
    return b"".join(parts)


def _wait(pipe: int, event: int, end: float | None) -> None:
    poll = select.poll()
    poll.register(pipe, event)
    left = None if end is None else max(0.0, end - time.monotonic()) * 1000
    if not poll.poll(left):
        raise Late
