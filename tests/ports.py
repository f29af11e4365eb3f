"""Ports for the boxes that tests start: each takes two."""

import socket
from contextlib import closing


def free_port() -> int:
    """Return a port that nobody listens on, nor on the one after it."""
    for _ in range(100):
        with closing(socket.socket()) as probe, closing(socket.socket()) as following:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
            try:
                following.bind(("127.0.0.1", port + 1))
            except (OSError, OverflowError):
                continue
            return port
    raise RuntimeError("no two free ports")
